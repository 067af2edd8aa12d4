"""Events that move the fulfilment list in ways that are easily counted wrong.

`test_contract_property` makes up many more; what it found stands here as plain tests.
"""

from odoo.exceptions import UserError
from odoo.fields import Command

from .contract_case import ONE_PIXEL, ContractCase


class TestContractEvents(ContractCase):
    # ------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------

    def test_twelve_orders_of_one_piece_call_a_dozen(self):
        contract = self._create_contract_in("uom.product_uom_dozen", 1, 960000.0)
        for _ in range(12):
            self._call(1, contract).picking_ids.button_validate()
        self.assertRecordValues(
            contract.line_ids,
            [{"quantity_ordered": 1, "quantity_delivered": 1, "quantity_open": 0}],
        )
        self.assertTrue(contract.is_called_off)

    def test_pieces_of_a_dozen_are_not_rounded(self):
        """Five of a dozen are 0.42 dozens on the order, and no 5.04 pieces."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._call(1, line={"product_uom_id": dozen.id})
        order = self.contract.order_ids.sudo()
        self._deliver(order, 5)
        self.assertEqual(order.order_line.qty_delivered, 0.42)
        self.assertFigures(ordered=12, delivered=5, dispatched=5)
        self.assertEqual(self.line.amount_delivered, 400000.0)
        self._create_invoice(order)
        self.assertFigures(invoiced=5.04)  # 0.42 dozens are what the invoice says

    # ------------------------------------------------------------
    # GOODS
    # ------------------------------------------------------------

    def test_goods_that_come_back_and_leave_again_have_left_twice(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        returned = self._return(order.picking_ids, 3)
        self.assertFigures(dispatched=4, returned=3, delivered=1, open=9)
        self._return(returned, 2)
        self.assertFigures(dispatched=6, returned=3, delivered=3, open=7)

    def test_a_return_that_does_not_change_the_order_is_a_return_all_the_same(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        self._return(order.picking_ids, 1, counts_less=False)
        self.assertFigures(dispatched=4, returned=1, delivered=4, open=6)

    def test_parts_of_a_delivery_are_signed_for_one_by_one(self):
        order = self._call(4)
        first = self._deliver(order, 1)
        self._deliver(order, 3)
        first.signature = ONE_PIXEL
        self.assertFigures(dispatched=4, signed_for=1)
        first.signature = False
        self.assertFigures(dispatched=4, signed_for=0)

    def test_a_number_that_is_corrected_afterwards_counts(self):
        order = self._call(4)
        delivery = self._deliver(order, 4)
        delivery.move_ids.move_line_ids.quantity = 3
        self.assertFigures(dispatched=3, delivered=3)
        self.assertEqual(self.line.amount_delivered, 240000.0)

    # ------------------------------------------------------------
    # INVOICES
    # ------------------------------------------------------------

    def test_an_invoice_counts_from_its_posting(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        self.assertFigures(invoiced=0, amount_invoiced=0)
        self.assertStep("Invoice 4 Units")
        invoice.action_post()
        self.assertFigures(invoiced=4, amount_invoiced=320000.0)
        invoice.button_draft()
        self.assertFigures(invoiced=0, amount_invoiced=0)
        invoice.button_cancel()
        self.assertFigures(invoiced=0, amount_invoiced=0)

    def test_a_part_is_credited(self):
        order = self._call(4)
        order.picking_ids.button_validate()
        credit = self._create_invoice(order)._reverse_moves([{}])
        credit.invoice_line_ids.quantity = 1
        self.assertFigures(invoiced=4)
        credit.action_post()
        self.assertFigures(invoiced=3, amount_invoiced=240000.0)

    def test_a_down_payment_is_invoiced_for_the_lines_by_value(self):
        order = self._call(4)
        other = {"product_id": self.vehicle.id, "contract_line_id": False}
        other |= {"price_unit": 80000.0, "tax_ids": False}
        order.order_line = [Command.create(other)]
        self._ask_for_deposit(order, 25)
        self.assertFigures(invoiced=0, amount_invoiced=80000.0)  # 4 of 5 vehicles
        order.picking_ids.button_validate()
        invoice = self._create_invoice(order)
        self.assertEqual(invoice.amount_total, 300000.0)
        self.assertFigures(invoiced=4, amount_invoiced=320000.0)

    # ------------------------------------------------------------
    # PROGRESS
    # ------------------------------------------------------------

    def test_progress_is_counted_in_cents(self):
        """0.29 times 100 is 28.999… to a computer."""
        contract = self._create_contract(
            {"quantity": 100, "price_unit": 1.0}, payment_term_id=False
        )
        self._call(29, contract).picking_ids.button_validate()
        self.assertEqual(contract.delivery_progress, 29)

    def test_nearly_all_is_not_all(self):
        contract = self._create_contract(
            {"quantity": 1, "price_unit": 99999999.99}, payment_term_id=False
        )
        order = self._call(1, contract)
        order.picking_ids.button_validate()
        invoice = self._create_invoice(order)
        self._pay_invoice(invoice, 99999999.98)
        self.assertEqual(contract.payment_progress, 99)
        self._pay_invoice(invoice)
        self.assertEqual(contract.payment_progress, 100)

    # ------------------------------------------------------------
    # ORDERS THAT ARE MERGED, SPLIT AND COPIED
    # ------------------------------------------------------------

    def test_two_quotations_are_merged_by_hand(self):
        """Core merges no sales orders: lines are moved, and what is left cancelled."""
        one, other = self._call(4, confirm=False), self._call(3, confirm=False)
        other.order_line.order_id = one
        other._action_cancel()
        self.assertEqual(one.order_line.contract_line_id, self.line)
        one.action_confirm()
        self.assertFigures(ordered=7, amount_ordered=560000.0)

    def test_money_follows_a_line_that_is_moved_to_another_order(self):
        contract = self._create_contract(payment_term_id=False)
        one, other = self._call(4), self._call(3, contract, confirm=False)
        one.picking_ids.button_validate()
        self._pay_invoice(self._create_invoice(one))
        other.contract_id = False
        one._action_cancel()
        one.action_draft()
        one.order_line.order_id = other
        self.assertReceived(one, 0)
        self.assertReceived(other, 320000.0)
        self.assertFigures(ordered=0, delivered=0, amount_invoiced=0, amount_received=0)

    def test_an_order_is_split(self):
        order = self._call(4, confirm=False)
        rest = order.copy()
        order.order_line.product_uom_qty = 1
        rest.order_line.product_uom_qty = 3
        order.action_confirm()
        self.assertFigures(ordered=1)
        rest.action_confirm()
        self.assertFigures(ordered=4)

    def test_a_running_order_is_split(self):
        order = self._call(4)
        self._deliver(order, 1)
        rest = order.copy()
        order.order_line.product_uom_qty = 1
        rest.order_line.product_uom_qty = 3
        rest.action_confirm()
        rest.picking_ids.button_validate()
        self.assertFigures(ordered=4, delivered=4, dispatched=4)
        self.assertEqual(self.line.amount_delivered, 320000.0)

    # ------------------------------------------------------------
    # CURRENCIES AND COMPANIES
    # ------------------------------------------------------------

    def test_foreign_money_is_counted_in_the_currency_of_the_contract(self):
        dollar = self._set_rates("USD", ("2026-01-01", 8.0))
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id}
        )
        contract = self._create_contract(
            {"quantity": 10, "price_unit": 1000.0},
            currency_id=dollar.id,
            payment_term_id=False,
        )
        order = self._call(4, contract, pricelist_id=pricelist.id)
        order.picking_ids.button_validate()
        invoice = self._create_invoice(order)
        yuan = self.company.currency_id
        self._pay_invoice(invoice, 16000.0, currency_id=yuan.id)
        self.assertRecordValues(
            contract,
            [
                {
                    "amount_ordered": 4000.0,
                    "amount_delivered": 4000.0,
                    "amount_invoiced": 4000.0,
                    "amount_received": 2000.0,
                    "payment_progress": 20,
                }
            ],
        )

    def test_each_company_has_its_own_contracts(self):
        env = self._enter_other_company()
        line = {"product_id": self.vehicle.id, "quantity": 10, "price_unit": 80000.0}
        contract = env["sale.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_signed": "2026-01-05",
                "signed_copy": b"JVBERi0=",
                "line_ids": [Command.create(line)],
            }
        )
        contract.action_sign()
        order = self._create_order(confirm=False)
        self.assertEqual(order.allowed_contract_ids, self.contract)
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            order.sudo().contract_id = contract.id
        called = env["sale.order"].browse(contract.action_create_order()["res_id"])
        self.assertEqual(called.company_id, env.company)
        self.assertEqual(called.allowed_contract_ids, contract)
        called.action_confirm()
        self.assertEqual(contract.line_ids.quantity_ordered, 10)
        self.assertFigures(ordered=0)
        own = self.env["sale.contract"].with_user(self.order_clerk)
        self.assertEqual(own.search([]), self.contract)

    # ------------------------------------------------------------

    def _create_contract_in(self, unit, quantity, price):
        return self._create_contract(
            {
                "quantity": quantity,
                "product_uom_id": self.env.ref(unit).id,
                "price_unit": price,
            },
            payment_term_id=False,
        )

    def _enter_other_company(self):
        """What an order clerk of a second company works with."""
        company = self.env["res.company"].create(
            {"name": "Xinghe Trading", "currency_id": self.company.currency_id.id}
        )
        clerk = self._create_user("other_clerk", "order_clerk", company_id=company.id)
        return self.env(user=clerk, context={"allowed_company_ids": company.ids})

    def _deliver(self, order, quantity):
        """Deliver so many vehicles; the rest waits."""
        delivery = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        delivery.move_ids.quantity = quantity
        delivery.with_context(skip_backorder=True).button_validate()
        return delivery

    def _ask_for_deposit(self, order, percent):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": percent})
        )
        wizard._create_invoices(order).action_post()

    def assertStep(self, step):
        self.assertEqual(self.line.next_step, step)
