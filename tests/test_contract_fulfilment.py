"""What is ordered, dispatched, invoiced and paid of a contract moves by itself."""

from freezegun import freeze_time

from odoo.fields import Command

from .contract_case import ONE_PIXEL, ContractCase


class TestContractFulfilment(ContractCase):
    def test_the_list_follows_the_goods_and_the_money(self):
        self.assertStep("Call 10 Units", self.order_clerk)
        order = self._call(4)
        self.assertFigures(ordered=4, amount_ordered=320000.0)
        self.assertStep("Deliver 4 Units", self.dispatch_clerk)
        delivery = order.picking_ids
        delivery.move_ids.quantity = 3
        delivery.with_context(skip_backorder=True).button_validate()
        self.assertFigures(ordered=4, dispatched=3, delivered=3, open=7)
        self.assertStep("Invoice 3 Units", self.finance_checker)
        invoice = self._create_invoice(order)
        self.assertFigures(ordered=4, delivered=3, invoiced=3)
        self.assertEqual(self.line.amount_invoiced, 240000.0)
        self._pay_invoice(invoice, 100000.0)
        self.assertEqual(self.line.amount_received, 100000.0)
        self.assertEqual(self.line.amount_open, 700000.0)
        self.assertRecordValues(
            self.contract,
            [
                {
                    "amount_ordered": 320000.0,
                    "amount_delivered": 240000.0,
                    "amount_invoiced": 240000.0,
                    "amount_received": 100000.0,
                    "delivery_progress": 30,
                    "invoice_progress": 30,
                    "payment_progress": 12,
                }
            ],
        )

    def test_it_follows_back_too(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        invoice = self._create_invoice(order)
        payment = self._pay_invoice(invoice)
        self.assertEqual(self.line.amount_received, 320000.0)
        payment.action_draft()
        self.assertEqual(self.line.amount_received, 0)
        credit = invoice.sudo()._reverse_moves([{}])
        credit.action_post()
        self.assertFigures(ordered=4, delivered=4, invoiced=0)
        self.assertEqual(self.line.amount_invoiced, 0)
        self._return(order.picking_ids, 1)
        self.assertFigures(ordered=4, dispatched=4, returned=1, delivered=3, open=7)
        self._call(2)._action_cancel()
        self.assertFigures(ordered=4)

    def test_it_follows_an_order_to_another_contract(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        other = self._create_contract({"price_unit": 80000.0}, payment_term_id=False)
        order.contract_id = other
        self.assertFigures(ordered=0, delivered=0, amount_ordered=0)
        self.assertEqual(self.contract.amount_delivered, 0)
        self.assertEqual(other.amount_delivered, 320000.0)
        order.contract_id = False
        self.assertEqual(other.amount_delivered, 0)
        order.contract_id = self.contract
        self.assertFigures(ordered=4, delivered=4, amount_ordered=320000.0)
        self.assertEqual(self.contract.amount_delivered, 320000.0)

    def test_what_the_customer_signed_for_counts_as_signed_for(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        self.assertFigures(dispatched=4, signed_for=0)
        order.picking_ids.signature = ONE_PIXEL
        self.assertFigures(dispatched=4, signed_for=4)

    def test_units_are_converted_and_several_orders_add_up(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        contract = self._create_contract(
            {"quantity": 2, "product_uom_id": dozen.id, "price_unit": 960000.0},
            payment_term_id=False,
        )
        for quantity in (6, 12):
            order = self._call(quantity, contract)
            order.picking_ids.button_validate()
        line = contract.line_ids
        self.assertEqual((line.quantity_ordered, line.quantity_delivered), (1.5, 1.5))
        self.assertEqual(line.amount_delivered, 1440000.0)
        self.assertEqual(line.next_step, "Invoice 1.5 Dozens")

    def test_the_money_of_an_order_belongs_to_its_lines_by_value(self):
        contract = self._create_contract(
            {"quantity": 1, "price_unit": 100.0},
            {"product_id": False, "name": "Training", "quantity": 1, "price_unit": 50},
            payment_term_id=self.term_before_dispatch.id,
        )
        vehicle, training = contract.line_ids
        order = self._call(1, contract, confirm=False)
        work = self.env["product.product"].create({"name": "Work", "type": "service"})
        order.order_line = [
            Command.create(
                {
                    "product_id": work.id,
                    "contract_line_id": training.id,
                    "tax_ids": False,
                }
            ),
            Command.create({"product_id": work.id, "price_unit": 50, "tax_ids": False}),
        ]
        order.action_confirm()
        self._pay(order, 100.01)
        self.assertEqual(vehicle.amount_received, 50.01)
        self.assertEqual(training.amount_received, 25.0)
        self.assertEqual(contract.amount_received, 75.01)

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    def test_days_pass_without_an_event(self):
        for now, status in (
            ("2026-02-01", "open"),
            ("2026-03-31 15:30:00", "uncalled"),
            ("2026-03-31 16:30:00", "late"),  # the first of April in Shanghai
            ("2026-06-30", "late"),
            ("2026-07-01", "lapsed"),
        ):
            with self.subTest(now=now), freeze_time(now):
                self.company.partner_id.tz = "Asia/Shanghai"
                self._let_days_pass()
                self.assertEqual(self.contract.fulfilment_status, status)

    def test_whoever_is_responsible_is_told_once(self):
        for day, user, summary in (
            ("2026-04-02", self.dispatch_clerk, "Late"),
            ("2026-07-02", self.order_clerk, "Lapsed"),
        ):
            with freeze_time(day):
                for _ in range(2):
                    self._let_days_pass()
            told = self.contract.activity_ids  # what was told before holds no longer
            self.assertEqual((told.user_id, told.summary), (user, summary))

    def test_they_are_told_also_when_an_event_was_first(self):
        with freeze_time("2026-03-31"):
            self._let_days_pass()
        with freeze_time("2026-04-01"):
            self._call(1)
            self.assertEqual(self.contract.fulfilment_status, "late")
            self._let_days_pass()
        late = self.contract.activity_ids.filtered(lambda own: own.summary == "Late")
        self.assertEqual(late.user_id, self.dispatch_clerk)

    def test_they_are_told_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.dispatch_clerk.lang = "zh_CN"
        with freeze_time("2026-04-02"):
            self._let_days_pass()
        self.assertEqual(self.contract.activity_ids.summary, "逾期")

    def test_what_is_closed_is_no_longer_late(self):
        with freeze_time("2026-04-02"):
            self._let_days_pass()
            self.assertEqual(self.contract.fulfilment_status, "late")
            self.assertTrue(self.contract.activity_ids)
            self.contract.action_close("The rest is not needed")
            self.assertFalse(self.contract.fulfilment_status)
            self.assertFalse(self.contract.activity_ids)

    def test_a_bar_shows_the_whole_percents_that_are_done(self):
        contract = self._create_contract({"quantity": 100, "price_unit": 1.0})
        for amount, percent in (
            (29, 29),
            (57, 57),
            (99.99, 99),
            (100, 100),
            (101, 100),
        ):
            share = contract.currency_id._get_percent(amount, contract.amount_total)
            self.assertEqual(share, percent)

    def test_whoever_has_to_act_may_write_what_the_customer_said(self):
        for user in (self.finance_checker, self.dispatch_clerk):
            contract = self.contract.with_user(user)
            contract.message_post(body="Pays on Friday")
            self.assertFalse(contract.has_access("write"))

    def test_a_million_is_written_with_all_its_digits(self):
        contract = self._create_contract({"quantity": 1234567.5, "price_unit": 1.0})
        self.assertEqual(contract.line_ids.next_step, "Call 1234567.5 Units")

    def test_finance_invoices_what_the_list_asks_it_to(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        self.assertStep("Invoice 4 Units", self.finance_checker)
        invoicing = self.env["sale.advance.payment.inv"].with_user(self.finance_checker)
        invoicing.create({"sale_order_ids": order.ids}).create_invoices()
        order.invoice_ids.with_user(self.finance_checker).action_post()
        self.assertFigures(ordered=4, delivered=4, invoiced=4)

    def test_it_lapses_soon_as_many_days_before_as_the_company_says(self):
        with freeze_time("2026-01-15"):
            contract = self._create_contract(date_end="2026-02-20")
            self.assertEqual(contract.fulfilment_status, "open")
            self.company.contract_lapse_days = 40
            self.assertEqual(contract.fulfilment_status, "lapsing")

    def test_a_contract_without_orders_is_brought_to_the_salesperson(self):
        self.company.contract_call_days = 20
        contract = self._create_contract(date_signed="2026-01-05")
        for day, status in (("2026-01-25", "open"), ("2026-01-26", "uncalled")):
            with self.subTest(day=day), freeze_time(day):
                self._let_days_pass()
                self.assertEqual(contract.fulfilment_status, status)
        self.assertRecordValues(
            contract.activity_ids,
            [{"summary": "Without orders", "user_id": self.order_clerk.id}],
        )
        with freeze_time("2026-01-27"):
            self._call(1, contract)
            self.assertEqual(contract.fulfilment_status, "open")

    def test_what_is_delivered_and_paid_is_fulfilled(self):
        order = self._call(10)
        order.picking_ids.button_validate()
        self._pay_invoice(self._create_invoice(order))
        self.assertEqual(self.contract.fulfilment_status, "fulfilled")
        self.assertFalse(self.line.next_step)

    # ------------------------------------------------------------

    def _let_days_pass(self):
        self._run_cron("sale.contract", "_cron_look_at_days")

    def assertStep(self, step, user):
        self.assertEqual(self.line.next_step, step)
        self.assertEqual(self.line.next_responsible_id, user)
