"""What counts as received where payments have no journal entry of their own.

That is how payments work once Odoo's Accounting app is installed: the bank statement
line is matched with the invoice, and the payment only announces it.
"""

from odoo.exceptions import UserError

from .common import BackOfficeCase


class TestGateReceivedUnposted(BackOfficeCase):
    def setUp(self):
        super().setUp()
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        self.order = self._create_order()
        self.invoice = self._create_invoice(self.order)
        self.env.flush_all()

    def test_a_payment_counts_until_it_is_cancelled(self):
        payment = self._pay_invoice(self.invoice)
        self.assertFalse(payment.move_id)
        self.assertReceived(self.order, 84000.0)
        self._release(self.order)
        payment.action_cancel()
        self.assertReceived(self.order, 0.0)
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(self.order.picking_ids)

    def test_the_bank_statement_line_takes_the_place_of_the_payment(self):
        self._pay_invoice(self.invoice, 30000.0)
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-01-05",
                "payment_ref": "part",
                "partner_id": self.customer.id,
                "amount": 30000.0,
            }
        )
        suspense = line._seek_for_lines()[1]
        owed = self.invoice.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        suspense.account_id = owed.account_id
        (suspense | owed).reconcile()
        self.assertReceived(self.order, 30000.0)

    def test_one_payment_over_two_invoices_is_used_up_in_turn(self):
        other = self._create_order()
        invoices = self.invoice | self._create_invoice(other)
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.finance_checker)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"journal_id": self.bank.id, "group_payment": True})
        )
        wizard.amount = 100000.0
        wizard._create_payments()
        self.assertReceived(self.order, 84000.0)
        self.assertReceived(other, 16000.0)

    def test_a_refund_paid_out_is_deducted(self):
        self._match(self._pay(self.order).payment_id, self.invoice)
        credit_note = self.invoice._reverse_moves(cancel=False)
        credit_note.action_post()
        refund = self._pay_invoice(credit_note)
        self.assertEqual(refund.payment_type, "outbound")
        self.assertReceived(self.order, 0.0)

    def test_it_reaches_finance_by_itself(self):
        self._pay_invoice(self.invoice)
        self.assertEqual(self.order.dispatch_release_ids.state, "requested")

    def test_a_verified_check_always_has_a_journal_entry(self):
        check = self._pay(self._create_order())
        self.assertEqual(check.payment_id.move_id.state, "posted")
