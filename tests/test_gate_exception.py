"""The gate bends only by a signed exception, and only as long as it lasts."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import BackOfficeCase


class TestGateException(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("sales_back_office.sale_dispatch_reason_transfer")
        cls.company.partner_id.tz = "Asia/Shanghai"

    def setUp(self):
        super().setUp()
        self.order = self._create_order()

    def test_goods_leave_unpaid_once_finance_has_signed_the_exception(self):
        release = self._request()
        self.assertRecordValues(
            release,
            [
                {
                    "kind": "exception",
                    "state": "requested",
                    "requested_by_id": self.order_clerk.id,
                    "amount_limit": 84000.0,
                }
            ],
        )
        self.assertIn(self.finance_checker, release.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(self.order.picking_ids)
        release.with_user(self.finance_checker).action_approve()
        self.assertEqual(self.order.dispatch_state, "exception")
        self.assertFalse(self.order.is_dispatch_blocked)
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_it_ends_by_itself_when_its_last_day_is_over(self):
        with freeze_time("2026-03-02 02:00:00"):  # ten in the morning in Shanghai
            release = self._request(valid_until="2026-03-03")
            release.with_user(self.finance_checker).action_approve()
        with freeze_time("2026-03-03 15:59:00"):
            release.env["sale.dispatch.release"]._cron_expire()
            self.assertEqual(self.order.dispatch_state, "exception")
        with freeze_time("2026-03-03 16:01:00"):  # midnight has passed in Shanghai
            with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
                self._dispatch(self.order.picking_ids)
            release.env["sale.dispatch.release"]._cron_expire()
            self.assertEqual(self.order.dispatch_state, "unpaid")
            self.assertFalse(release.is_in_force)

    def test_it_holds_for_no_more_than_its_amount(self):
        self._request().with_user(self.finance_checker).action_approve()
        self.order.order_line.product_uom_qty = 2
        self.assertEqual(self.order.dispatch_state, "unpaid")

    def test_it_can_be_revoked(self):
        release = self._request().with_user(self.finance_checker)
        release.action_approve()
        release.action_revoke("The customer has gone bankrupt.")
        self.assertEqual(self.order.dispatch_state, "unpaid")
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(self.order.picking_ids)

    def test_it_can_be_refused_and_the_clerk_is_told(self):
        release = self._request()
        release.with_user(self.finance_checker).action_refuse("Not this customer.")
        message = release.message_ids[0]
        self.assertIn("Not this customer.", message.body)
        self.assertIn(self.order_clerk.partner_id, message.notified_partner_ids)
        self.assertEqual(self.order.dispatch_state, "unpaid")

    def test_whoever_asked_cannot_decide_not_even_in_the_database(self):
        self.supervisor.group_ids += self.env.ref(
            "sales_back_office.group_finance_checker"
        )
        release = self._request(user=self.supervisor)
        with self.assertRaisesRegex(UserError, "A second person"):
            release.action_approve()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            release.sudo()._sign(self.supervisor)
            self.env.flush_all()

    def test_only_a_clerk_asks_and_only_for_an_order_that_waits_for_money(self):
        with self.assertRaisesRegex(AccessError, "Order clerk"):
            self._request(user=self.dispatch_clerk)
        self._pay(self.order)
        with self.assertRaisesRegex(UserError, "not waiting for money"):
            self._request()
        self.order = self._create_order(payment_term_id=False)
        with self.assertRaisesRegex(UserError, "not waiting for money"):
            self._request()

    def test_one_request_at_a_time(self):
        self._request()
        with self.assertRaisesRegex(UserError, "already with finance"):
            self._request()

    def test_a_day_in_the_past_or_no_amount_is_refused(self):
        yesterday = fields.Date.today() - timedelta(days=2)
        with self.assertRaisesRegex(ValidationError, "in the past"):
            self._request(valid_until=yesterday)
        for amount in (0, -5):
            with self.assertRaisesRegex(ValidationError, "more than zero"):
                self._request(amount_limit=amount)
        self.assertFalse(self.order.dispatch_release_ids)

    def test_finance_does_not_sign_what_is_over(self):
        with freeze_time("2026-03-02 02:00:00"):
            release = self._request(valid_until="2026-03-03")
        with freeze_time("2026-03-05 02:00:00"):
            with self.assertRaisesRegex(UserError, "which is over"):
                release.with_user(self.finance_checker).action_approve()

    def test_money_that_comes_in_is_signed_for_when_the_exception_ends(self):
        with freeze_time("2026-03-02 02:00:00"):
            release = self._request(valid_until="2026-03-03")
            release.with_user(self.finance_checker).action_approve()
            self._pay(self.order)
            self.assertEqual(self.order.dispatch_state, "exception")
        with freeze_time("2026-03-05 02:00:00"):
            self.env["sale.dispatch.release"]._cron_expire()
            self.assertEqual(self.order.dispatch_state, "paid")
            self._release(self.order)
            self.assertEqual(self.order.dispatch_state, "released")

    # ------------------------------------------------------------

    def _request(self, user=None, **values):
        """An exception for the order, asked by the order clerk in the dialog."""
        wizard = (
            self.env["sale.dispatch.release.request"]
            .with_user(user or self.order_clerk)
            .create(
                {
                    "order_id": self.order.id,
                    "reason_id": self.reason.id,
                    "note": "The slip is here.",
                    **values,
                }
            )
        )
        wizard.action_request()
        return self.order.with_user(wizard.env.user).dispatch_release_ids[:1]
