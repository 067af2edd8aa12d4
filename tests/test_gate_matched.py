"""Where the company says so, money counts once the bank statement confirms it."""

from .common import BackOfficeCase


class TestGateMatched(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dispatch_payment_evidence = "matched"

    def setUp(self):
        super().setUp()
        self.order = self._create_order()

    def test_a_verified_payment_counts_once_it_is_matched(self):
        payment = self._pay(self.order).payment_id
        self.assertReceived(self.order, 0.0)
        statement_line = self._match_with_bank(payment)
        self.assertReceived(self.order, 84000.0)
        self.assertTrue(self.order.has_open_release_request)
        self._release(self.order)
        statement_line.move_id.line_ids.remove_move_reconcile()
        self.assertReceived(self.order, 0.0)
        self.assertEqual(self.order.dispatch_state, "unpaid")

    def test_nobody_is_told_to_ask_for_what_only_has_to_be_matched(self):
        check = self._pay(self.order)
        reason = self.order.dispatch_block_reason
        self.assertIn(f"verified {check.name}; that money counts once", reason)
        self.assertNotIn("request a payment check", reason)
        check.payment_id.action_cancel()
        self.assertIn("request a payment check", self.order.dispatch_block_reason)

    def test_a_payment_on_an_invoice_counts_once_it_is_matched(self):
        invoice = self._create_invoice(self.order)
        payment = self._pay_with_entry(invoice)
        self.assertReceived(self.order, 0.0)
        self._match_with_bank(payment)
        self.assertReceived(self.order, 84000.0)

    def test_a_statement_line_matched_with_the_invoice_counts(self):
        invoice = self._create_invoice(self.order)
        line = self._create_statement_line(84000.0)
        self._settle(
            line,
            invoice.line_ids.filtered(
                lambda item: item.account_id.account_type == "asset_receivable"
            ),
        )
        self.assertReceived(self.order, 84000.0)

    def test_the_setting_decides_for_all_orders_at_once(self):
        self._pay(self.order)
        self.company.dispatch_payment_evidence = "posted"
        self.assertReceived(self.order, 84000.0)
        self.company.dispatch_payment_evidence = "matched"
        self.assertReceived(self.order, 0.0)

    # ------------------------------------------------------------

    def _pay_with_entry(self, invoice):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "journal_id": self.bank.id,
                "amount": invoice.amount_total,
            }
        )
        payment.outstanding_account_id = payment._get_outstanding_account("inbound")
        payment.action_post()
        self._match(payment, invoice)
        return payment

    def _match_with_bank(self, payment):
        line = self._create_statement_line(payment.amount)
        liquidity, _counterpart, _writeoff = payment.sudo()._seek_for_lines()
        return self._settle(line, liquidity)

    def _create_statement_line(self, amount):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "payment_ref": "Incoming transfer",
                "amount": amount,
                "date": "2026-03-02",
            }
        )

    def _settle(self, statement_line, items):
        """Match a statement line with journal items, as the bank widget does."""
        _liquidity, suspense, _other = statement_line._seek_for_lines()
        suspense.account_id = items.account_id
        (suspense | items.sudo()).reconcile()
        return statement_line
