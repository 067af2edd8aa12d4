"""Goods of customers who owe too much stay, where the company says so."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import BackOfficeCase


class TestGateDebts(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"  # where days are counted
        cls.credit = cls.term_before_dispatch.copy(
            {"name": "On credit", "dispatch_payment_policy": "none"}
        )

    def setUp(self):
        super().setUp()
        self.order = self._create_order(payment_term_id=self.credit.id)

    # ------------------------------------------------------------
    # OVERDUE INVOICES
    # ------------------------------------------------------------

    def test_nothing_is_stopped_unless_the_company_says_so(self):
        self._create_overdue_invoice(days=400)
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_an_overdue_invoice_stops_the_customer(self):
        self.company.write(
            {"dispatch_block_overdue": True, "dispatch_overdue_days": 30}
        )
        invoice = self._create_overdue_invoice(days=30)
        self.assertFalse(self.order.is_dispatch_blocked)
        invoice.invoice_date_due -= timedelta(days=1)
        self._forget()
        self.assertTrue(self.order.is_dispatch_blocked)
        self.assertEqual(self.order.dispatch_state, "free")
        with self.assertRaisesRegex(
            UserError, "overdue by more than 30 days, .*84,000.00 in all"
        ):
            self._dispatch(self.order.picking_ids)
        self._pay_invoice(invoice)
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_a_released_order_is_stopped_too(self):
        self.company.dispatch_block_overdue = True
        order = self._create_order()
        self._pay(order)
        self._release(order)
        self._create_overdue_invoice(days=3)
        with self.assertRaisesRegex(UserError, "overdue"):
            self._dispatch(order.picking_ids)

    def test_neither_another_state_nor_another_address_hides_the_debtor(self):
        self.company.dispatch_block_overdue = True
        self._create_overdue_invoice(days=3)
        clean = self.env["res.partner"].create({"name": "Clean"})
        for values in ({"state": "draft"}, {"partner_invoice_id": clean.id}):
            order = self._create_order(payment_term_id=self.credit.id)
            order.write(values)
            with self.assertRaisesRegex(UserError, "overdue"):
                self._dispatch(order.picking_ids)

    def test_an_exception_passes_over_debts_as_far_as_it_goes(self):
        self.company.dispatch_block_overdue = True
        order = self._create_released_order(quantity=2)
        self._create_overdue_invoice(days=3)
        exception = self._request_exception(order, amount_limit=84000.0)
        exception.with_user(self.finance_checker).action_approve()
        with self.assertRaisesRegex(UserError, "overdue"):
            self._dispatch(order.picking_ids)
        order.picking_ids.move_ids.sudo().quantity = 1
        self._dispatch(order.picking_ids.with_context(skip_backorder=True))
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_the_customer_is_the_company_behind_the_contact(self):
        self.company.dispatch_block_overdue = True
        self._create_overdue_invoice(days=3)
        contact = self.env["res.partner"].create(
            {"name": "Kunming branch", "parent_id": self.customer.id}
        )
        order = self._create_order(
            payment_term_id=self.credit.id, partner_id=contact.id
        )
        self.assertIn("Yunnan Green Travel", order.dispatch_block_reason)
        other = self.env["res.partner"].create({"name": "Another customer"})
        order = self._create_order(payment_term_id=self.credit.id, partner_id=other.id)
        self.assertFalse(order.dispatch_block_reason)

    # ------------------------------------------------------------
    # CREDIT LIMIT
    # ------------------------------------------------------------

    def test_an_order_above_the_credit_limit_stays(self):
        self._limit(100000.0)
        self._dispatch(self.order.picking_ids)
        order = self._create_order(payment_term_id=self.credit.id)
        with self.assertRaisesRegex(
            UserError, "owes .*168,000.00, more than the credit limit of .*100,000.00"
        ):
            self._dispatch(order.picking_ids)
        self.customer.with_company(self.company).credit_limit = 168000.0
        self._dispatch(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_what_is_invoiced_once_delivered_counts_before(self):
        self.vehicle.invoice_policy = "delivery"
        order = self._create_order(payment_term_id=self.credit.id)
        self._limit(80000.0)
        self.assertIn("84,000.00, more than", order.dispatch_block_reason)

    def test_what_is_paid_in_full_raises_no_debt(self):
        self._limit(1.0)
        self.assertTrue(self.order.is_dispatch_blocked)
        self._pay(self.order, 84000.0)
        self.assertFalse(self.order.is_dispatch_blocked)
        self._dispatch(self.order.picking_ids)

    def test_without_a_limit_nothing_is_stopped(self):
        self.company.dispatch_block_credit_limit = True
        self.assertTrue(self.company.account_use_credit_limit)
        self._dispatch(self.order.picking_ids)

    # ------------------------------------------------------------
    # BOTH
    # ------------------------------------------------------------

    def test_an_exception_passes_over_debts(self):
        self._limit(1.0)
        self.company.dispatch_block_overdue = True
        self._create_overdue_invoice(days=3)
        self.assertTrue(self.order.can_request_exception)
        exception = self._request_exception(self.order)
        exception.with_user(self.finance_checker).action_approve()
        self.assertEqual(self.order.dispatch_state, "exception")
        self.assertFalse(self.order.is_dispatch_blocked)
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_stopped_orders_are_found(self):
        self._limit(1.0)
        paid = self._create_order(payment_term_id=self.credit.id)
        self._pay(paid, 84000.0)
        self.assertEqual(self._search_blocked(paid | self.order), self.order)
        self.company.dispatch_block_credit_limit = False
        self.assertFalse(self._search_blocked(paid | self.order))
        self.company.dispatch_block_overdue = True
        self._create_overdue_invoice(days=3)
        self.assertEqual(self._search_blocked(paid | self.order), paid | self.order)

    # ------------------------------------------------------------

    def _create_overdue_invoice(self, days):
        """An invoice of another order of the customer that was due that long ago."""
        order = self._create_order(payment_term_id=self.credit.id)
        invoice = order._create_invoices()
        invoice = invoice.sudo()
        invoice.invoice_payment_term_id = False
        invoice.invoice_date = invoice.invoice_date_due = (
            fields.Date.today() - timedelta(days=days)
        )
        invoice.action_post()
        self._forget()
        return invoice

    def _limit(self, amount):
        self.company.dispatch_block_credit_limit = True
        self.customer.with_company(self.company).credit_limit = amount

    def _forget(self):
        """As the next request would."""
        self.env.flush_all()
        self.env.invalidate_all()

    def _search_blocked(self, orders):
        self._forget()
        return self.env["sale.order"].search(
            [("id", "in", orders.ids), ("is_dispatch_blocked", "=", True)], order="id"
        )
