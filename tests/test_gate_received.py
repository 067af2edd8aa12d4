"""What counts as received on an order, and that it counts once."""

from odoo.fields import Command
from odoo.tests import Form

from .common import BackOfficeCase


class TestGateReceived(BackOfficeCase):
    def setUp(self):
        super().setUp()
        self.order = self._create_order()

    def test_a_requested_or_rejected_check_is_not_money(self):
        check = self._create_check(self.order)
        self.assertEqual(self.order.amount_received, 0.0)
        check.with_user(self.finance_checker).action_reject("Nothing came in.")
        self.assertEqual(self.order.amount_received, 0.0)

    def test_only_the_verified_amount_counts(self):
        check = self._create_check(self.order).with_user(self.finance_checker)
        check.line_ids.amount_verified = 25200.0
        check.action_verify()
        self.assertRecordValues(
            self.order,
            [
                {
                    "amount_received": 25200.0,
                    "amount_missing_for_dispatch": 58800.0,
                    "dispatch_payment_progress": 30.0,
                    "dispatch_state": "partial",
                }
            ],
        )
        self.assertEqual(check.payment_id.amount, 25200.0)

    def test_a_check_over_two_orders_pays_each_its_part(self):
        other = self._create_order(quantity=2)
        check = self._verify(
            self._create_check(self.order, other, amounts=[84000.0, 100000.0])
        )
        self.assertEqual(self.order.amount_received, 84000.0)
        self.assertEqual(other.amount_received, 100000.0)
        self.assertEqual(check.payment_id.amount, 184000.0)

    def test_a_check_whose_payment_is_matched_with_the_invoice_counts_once(self):
        check = self._pay(self.order, 50000.0)
        invoice = self._create_invoice(self.order)
        self._match(check.payment_id, invoice)
        self.assertEqual(invoice.amount_residual, 34000.0)
        self.assertEqual(self.order.amount_received, 50000.0)
        self._pay_invoice(invoice)
        self.assertEqual(self.order.amount_received, 84000.0)

    def test_money_used_on_another_invoice_is_no_longer_there(self):
        check = self._pay(self.order)
        other = self._create_order()
        invoice = self._create_invoice(other)
        self._match(check.payment_id, invoice)
        self.assertEqual(self.order.amount_received, 0.0)
        self.assertEqual(other.amount_received, 84000.0)

    def test_a_payment_shared_by_two_orders_is_never_counted_twice(self):
        other = self._create_order()
        check = self._verify(self._create_check(self.order, other))
        invoice = self._create_invoice(self.order)
        self._match(check.payment_id, invoice)
        self.assertEqual(self.order.amount_received, 84000.0)
        self.assertEqual(other.amount_received, 84000.0)

    def test_a_payment_on_the_invoice_counts_until_it_is_unreconciled(self):
        invoice = self._create_invoice(self.order)
        payment = self._pay_invoice(invoice, 60000.0)
        self.assertEqual(self.order.amount_received, 60000.0)
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.order.amount_received, 0.0)

    def test_money_matched_with_the_invoice_counts_while_it_is_in_force(self):
        payment = self._pay_invoice(self._create_invoice(self.order), 60000.0).sudo()
        for stop in (payment.action_draft, payment.action_reject):
            stop()
            self.assertTrue(payment.move_id.line_ids.filtered("matched_debit_ids"))
            self.assertReceived(self.order, 0.0)
            if payment.state != "draft":
                payment.action_draft()
            payment.action_post()
            self.assertReceived(self.order, 60000.0)

    def test_verified_money_counts_while_its_invoice_is_in_draft(self):
        check = self._pay(self.order, 50000.0)
        invoice = self._create_invoice(self.order)
        self._match(check.payment_id, invoice)
        invoice.button_draft()
        self.assertReceived(self.order, 50000.0)
        invoice.action_post()
        self.assertReceived(self.order, 50000.0)

    def test_verified_money_counts_until_it_is_really_paid_back(self):
        payment = self._pay(self.order).payment_id.sudo()
        back = payment.copy({"payment_type": "outbound", "amount": 24000.0})
        back.action_post()
        self._match(back, payment.move_id)
        self.assertReceived(self.order, 60000.0)
        back.action_reject()
        self.assertReceived(self.order, 84000.0)

    def test_an_invoice_paid_in_draft_counts_once_it_is_posted(self):
        invoice = self.order.sudo()._create_invoices()
        self._pay_invoice(invoice, 50000.0)
        self.assertReceived(self.order, 0.0)
        invoice.action_post()
        self.assertReceived(self.order, 50000.0)

    def test_one_invoice_over_two_orders_is_shared_by_value_to_the_cent(self):
        other = self._create_order(quantity=2)
        invoice = self._create_invoice(self.order | other)
        self.assertEqual(len(invoice), 1)
        self._pay_invoice(invoice, 100.0)
        self.assertEqual(self.order.amount_received, 33.33)
        self.assertEqual(other.amount_received, 66.67)

    def test_an_invoice_paid_in_two_parts_gives_each_order_its_value(self):
        price = {"product_id": self.vehicle.id, "tax_ids": False}
        orders = self.order.union(
            *(
                self._create_order(
                    order_line=[Command.create({**price, "price_unit": p})]
                )
                for p in (33.35, 66.65)
            )
        )[1:]
        invoice = self._create_invoice(orders)
        self._pay_invoice(invoice, 50.0)
        self._pay_invoice(invoice, 50.0)
        self.assertReceived(orders[0], 33.35)
        self.assertReceived(orders[1], 66.65)

    def test_an_invoice_is_paid_in_full_however_its_taxes_are_rounded(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self._create_tax(13)
        line = {
            "product_id": self.vehicle.id,
            "price_unit": 33.33,
            "tax_ids": [Command.set(tax.ids)],
        }
        order = self._create_order(order_line=[Command.create(line) for _ in range(7)])
        invoice = self._create_invoice(order)
        by_line = sum(invoice.invoice_line_ids.mapped("price_total"))
        self.assertNotEqual(invoice.currency_id.round(by_line), invoice.amount_total)
        self._pay_invoice(invoice)
        self.assertReceived(order, order.amount_total)

    def test_an_open_form_shows_the_money_of_its_order(self):
        self._pay(self.order, 50000.0)
        with Form(self.order) as form:
            with form.order_line.new() as line:
                line.product_id = self.vehicle
            self.assertEqual(form.amount_received, 50000.0)

    def test_a_down_payment_invoice_counts(self):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=self.order.ids)
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        deposit = wizard._create_invoices(self.order.sudo())
        deposit.action_post()
        self._pay_invoice(deposit)
        self.assertEqual(self.order.amount_received, 25200.0)
        self._dispatch_free(self.order)
        final = self._create_invoice(self.order)
        self._pay_invoice(final)
        self.assertEqual(self.order.amount_received, 84000.0)

    def test_a_billed_line_takes_its_money_along(self):
        """To another order, or to nobody once it is deleted."""
        line = {"product_id": self.vehicle.id, "price_unit": 100.0, "tax_ids": False}
        order = self._create_order(
            payment_term_id=False, order_line=[Command.create(line)] * 2
        ).sudo()
        other = self._create_order(payment_term_id=False, confirm=False).sudo()
        self._pay_invoice(self._create_invoice(order))
        order._action_cancel()
        order.action_draft()
        order.order_line[0].order_id = other
        self.assertReceived(order, 100.0)
        self.assertReceived(other, 100.0)
        order.order_line.unlink()
        self.assertReceived(order, 0.0)

    def test_a_credit_note_is_not_money_and_a_refund_takes_it_away(self):
        invoice = self._create_invoice(self.order)
        self._pay_invoice(invoice)
        self.assertEqual(self.order.amount_received, 84000.0)
        credit_note = invoice._reverse_moves(cancel=False)
        credit_note.action_post()
        self.assertEqual(self.order.amount_received, 84000.0)
        self._pay_invoice(credit_note)
        self.assertEqual(self.order.amount_received, 0.0)

    def test_money_keeps_the_date_on_which_it_came_and_went(self):
        invoice = self._create_invoice(self.order)
        self._pay_invoice(invoice, 50000.0, payment_date="2026-03-30")
        self._pay_invoice(invoice, 34000.0, payment_date="2026-04-02")
        credit_note = invoice._reverse_moves(cancel=False)
        credit_note.action_post()
        self._pay_invoice(credit_note, payment_date="2026-05-06")
        self.assertReceived(self.order, 0.0)
        self.assertEqual(
            self.order.received_by_date,
            {"2026-03-30": 50000.0, "2026-04-02": 34000.0, "2026-05-06": -84000.0},
        )

    def test_an_invoice_settled_by_a_credit_note_brought_no_money(self):
        invoice = self._create_invoice(self.order)
        invoice._reverse_moves(cancel=True)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(self.order.amount_received, 0.0)

    def test_a_settlement_by_journal_entry_counts(self):
        invoice = self._create_invoice(self.order)
        owed = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": self.env["account.journal"]
                .search(
                    [("type", "=", "general"), ("company_id", "=", self.company.id)],
                    limit=1,
                )
                .id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.bank.default_account_id, 84000.0),
                        (owed.account_id, -84000.0),
                    )
                ],
            }
        )
        entry.action_post()
        (owed | entry.line_ids.filtered("account_id.reconcile")).reconcile()
        self.assertEqual(self.order.amount_received, 84000.0)

    def test_foreign_money_counts_at_the_rate_of_its_day(self):
        usd = self._set_rates("USD", ("2026-01-01", 7.0), ("2026-02-01", 8.0))
        self._verify(
            self._create_check(
                self.order,
                amounts=[10000.0],
                currency_id=usd.id,
                payment_date="2026-01-15",
            )
        )
        self.assertEqual(self.order.amount_received, 70000.0)

    def test_money_keeps_its_cents_on_an_invoice_in_a_currency_without_any(self):
        yen = self._set_rates("JPY", ("2026-01-01", 0.047))
        prices = {"name": "Yen", "currency_id": yen.id}
        pricelist = self.env["product.pricelist"].create(prices)
        line = {"product_id": self.vehicle.id, "price_unit": 1010, "tax_ids": False}
        order, other = (
            self._create_order(
                pricelist_id=pricelist.id, order_line=[Command.create(line)]
            )
            for _ in range(2)
        )
        check = self._create_check(
            order, other, amounts=[100.0, 50.0], payment_date="2026-01-15"
        )
        payment = self._verify(check).payment_id
        self.assertReceived(order, 2128.0)
        self._match(payment, self._create_invoice(order))
        self.assertReceived(order, 2128.0)  # 1010 by 47.47, the rest by 52.53
        self.assertReceived(other, 1064.0)

    # ------------------------------------------------------------

    def _dispatch_free(self, order):
        self._change_share(order, dispatch_payment_percent=0)
        self._dispatch(order.picking_ids)
