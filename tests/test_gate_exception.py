"""The gate bends only by a signed exception, and only as long as it lasts."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import BackOfficeCase


class TestGateException(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
            self._run_cron("sale.dispatch.release", "_cron_expire")
            self.assertEqual(self.order.dispatch_state, "exception")
        with freeze_time("2026-03-03 16:01:00"):  # midnight has passed in Shanghai
            with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
                self._dispatch(self.order.picking_ids)
            self._run_cron("sale.dispatch.release", "_cron_expire")
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
        self.assertIn(release.name, self.order.dispatch_block_reason)
        release.with_user(self.finance_checker).action_refuse("Not this customer.")
        self.assertNotIn(release.name, self.order.dispatch_block_reason)
        message = release.message_ids[0]
        self.assertIn(f"Refused: {self.order.name} for Yunnan", message.body)
        self.assertIn("Not this customer.", message.body)
        self.assertIn(self.order_clerk.partner_id, message.notified_partner_ids)
        self.assertEqual(self.order.dispatch_state, "unpaid")

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
            self._run_cron("sale.dispatch.release", "_cron_expire")
            self.assertEqual(self.order.dispatch_state, "paid")
            self._release(self.order)
            self.assertEqual(self.order.dispatch_state, "released")

    def test_money_that_comes_after_its_last_day_is_put_before_finance(self):
        roads = {
            "check": self._pay,
            "invoice": lambda order: self._pay_invoice(self._create_invoice(order)),
        }
        for road, pay in roads.items():
            with self.subTest(road):
                order = self._create_order()
                with freeze_time("2026-03-02 02:00:00"):
                    release = self._request_exception(
                        order, amount_limit=84000.0, valid_until="2026-03-03"
                    )
                    release.with_user(self.finance_checker).action_approve()
                with freeze_time("2026-03-05 02:00:00"):
                    pay(order)
                    self.assertEqual(order.dispatch_state, "paid")
                    self.assertTrue(order.has_open_release_request)

    # ------------------------------------------------------------
    # TWO SIGNATURES
    # ------------------------------------------------------------

    def test_above_the_amount_the_management_signs_too(self):
        self.company.exception_countersign_amount = 50000.0
        release = self._request()
        with self.assertRaisesRegex(AccessError, "role Finance checker"):
            release.with_user(self.executive).action_approve()
        self.assertIn(release, self._filter_releases("requested"))
        self.assertNotIn(release, self._filter_releases("to_countersign"))
        release.with_user(self.finance_checker).action_approve()
        self.assertEqual(release.state, "requested")
        self.assertEqual(release.sudo().activity_ids.user_id, self.executive)
        self.assertNotIn(release, self._filter_releases("requested"))
        self.assertIn(release, self._filter_releases("to_countersign"))
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(self.order.picking_ids)
        with self.assertRaisesRegex(AccessError, "role Executive"):
            release.with_user(self.finance_checker_2).action_approve()
        release.with_user(self.executive).action_approve()
        self.assertRecordValues(
            release,
            [
                {
                    "state": "approved",
                    "decided_by_id": self.finance_checker.id,
                    "countersigned_by_id": self.executive.id,
                }
            ],
        )
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_up_to_the_amount_finance_signs_alone(self):
        self.company.exception_countersign_amount = 84000.0
        self._request().with_user(self.finance_checker).action_approve()
        self.assertEqual(self.order.dispatch_state, "exception")

    def test_nobody_signs_twice(self):
        self.company.exception_countersign_amount = 50000.0
        both = self._create_user("both", "finance_checker", "executive", "order_clerk")
        release = self._request()
        release.with_user(both).action_approve()
        with self.assertRaisesRegex(UserError, "You signed .* for finance"):
            release.with_user(both).action_approve()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            release.sudo()._sign(both)
            self.env.flush_all()

    def test_whoever_asked_does_not_countersign(self):
        self.company.exception_countersign_amount = 50000.0
        both = self._create_user("both", "executive", "order_clerk")
        release = self._request(user=both)
        release.with_user(self.finance_checker).action_approve()
        with self.assertRaisesRegex(UserError, "A second person"):
            release.with_user(both).action_approve()

    def test_the_management_may_refuse(self):
        self.company.exception_countersign_amount = 50000.0
        release = self._request()
        release.with_user(self.finance_checker).action_approve()
        release.with_user(self.executive).action_refuse("Not this customer.")
        self.assertEqual(release.state, "refused")
        self.assertFalse(release.sudo().activity_ids)

    def test_both_sign_the_same_order(self):
        self.company.exception_countersign_amount = 50000.0
        release = self._request()
        release.with_user(self.finance_checker).action_approve()
        self.order.order_line.write({"product_uom_qty": 10, "price_unit": 8400.0})
        with self.assertRaisesRegex(UserError, "has changed since its release"):
            release.with_user(self.executive).action_approve()
        release.with_user(self.executive).action_refuse("Ten instead of one.")
        self.assertEqual(self.order.dispatch_state, "unpaid")

    def test_the_amount_is_compared_in_the_money_of_the_company(self):
        self.company.exception_countersign_amount = 50000.0
        dollar = self.env.ref("base.USD")
        dollar.active = True
        dollar.rate_ids = [
            Command.create(
                {"name": "2026-01-01", "rate": 0.1, "company_id": self.company.id}
            )
        ]
        pricelist = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": dollar.id}
        )
        self.order = self._create_order(pricelist_id=pricelist.id)
        release = self._request(amount_limit=6000.0)
        self.assertTrue(release.needs_countersignature)
        self.order = self._create_order(pricelist_id=pricelist.id)
        self.assertFalse(self._request(amount_limit=5000.0).needs_countersignature)

    def _filter_releases(self, name):
        """What a filter of the releases shows to finance."""
        releases = self.env["sale.dispatch.release"].with_user(self.finance_checker)
        view = self.env.ref("sales_back_office.sale_dispatch_release_view_search")
        arch = etree.fromstring(view.arch)
        domain = arch.xpath(f"//filter[@name='{name}']/@domain")[0]
        return releases.search(safe_eval(domain))

    def _request(self, **values):
        return self._request_exception(self.order, **values)
