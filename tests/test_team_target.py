"""Targets of salespeople, and the stand-up in which they are set (duty 1)."""

from ast import literal_eval
from datetime import date

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import BackOfficeCase

CLERKS = ("order_clerk", "issuing_clerk", "dispatch_clerk", "after_sales_clerk")
READERS = ("finance_checker", "executive")


class TestTeamTarget(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # STAND-UP
    # ------------------------------------------------------------

    def test_the_stand_up_has_one_row_for_each_salesperson(self):
        with freeze_time("2026-11-26 17:00:00"):  # the 27th in Shanghai
            rows = self._stand_up(self.order_clerk)
        self.assertRecordValues(
            rows.sorted(lambda row: row.user_id.name),
            [
                {"user_id": user.id, "date": date(2026, 11, 27), "period": "day"}
                for user in (self.salesperson, self.salesperson_2)
            ],
        )

    def test_a_second_stand_up_finds_the_rows_of_the_first(self):
        with freeze_time("2026-11-27 00:30:00"):
            rows = self._stand_up(self.order_clerk)
            rows[0].target_ordered = 50000.0
            again = self._stand_up(self.supervisor)
        self.assertEqual(again, rows)
        self.assertEqual(again[0].target_ordered, 50000.0)

    def test_its_address_without_the_menu_shows_the_day_and_nothing_else(self):
        with freeze_time("2026-11-26 00:30:00"):
            self._stand_up(self.order_clerk)
        with freeze_time("2026-11-26 17:00:00"):  # the 27th in Shanghai
            rows = self._stand_up(self.order_clerk)
            self._create_target(period="month", date="2026-11-27")
            self.assertEqual(self._open_address(self.order_clerk), rows)
            self.assertEqual(rows.mapped("is_today"), [True, True])
        with freeze_time("2026-11-27 17:00:00"):
            self.assertFalse(self._open_address(self.order_clerk))

    def test_the_targets_show_former_days_as_well(self):
        action = self.env.ref("sales_back_office.sale_target_action")
        targets = self.env["sale.target"].with_user(self.order_clerk)
        former = self._create_target(period="day", date="2026-11-26")
        month = self._create_target(period="month", date="2026-11-26")
        with freeze_time("2026-11-27 02:00:00"):
            shown = targets.search(literal_eval(action.domain or "[]"))
            view = targets.get_view(action.search_view_id.id, "search")
            [days] = etree.fromstring(view["arch"]).xpath("//filter[@name='day']")
            found = shown.filtered_domain(literal_eval(days.get("domain")))
        self.assertIn(former, found)
        self.assertNotIn(month, found)

    def test_whoever_joins_the_team_gets_a_row(self):
        with freeze_time("2026-11-27 00:30:00"):
            self._stand_up(self.order_clerk)
            newcomer = self._create_salesperson("newcomer")
            self._add_to_team(newcomer)
            self.assertIn(newcomer, self._stand_up(self.order_clerk).user_id)

    def test_the_stand_up_is_for_clerks(self):
        for user in (self.salesperson, self.finance_checker, self.executive):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "role Order clerk"),
                self.env.cr.savepoint(),
            ):
                self._stand_up(user)
        for role in (*CLERKS, "supervisor", "back_office_manager"):
            self.assertEqual(len(self._stand_up(getattr(self, role))), 2, role)

    def test_the_room_is_gone_when_it_is_switched_off(self):
        menu = self.env.ref("sales_back_office.sale_team_menu")
        menus = self.env["ir.ui.menu"]
        users = self.order_clerk, self.salesperson, self.executive
        for user in users:
            self.assertIn(menu.id, menus.with_user(user)._visible_menu_ids())
        self._switch_off("team")
        for user in users:
            self.assertNotIn(menu.id, menus.with_user(user)._visible_menu_ids())

    # ------------------------------------------------------------
    # WHO SELLS
    # ------------------------------------------------------------

    def test_a_company_without_a_team_of_its_own_uses_the_shared_ones(self):
        self.team.company_id = False
        self.assertEqual(
            self.company._get_salespeople(), self.salesperson | self.salesperson_2
        )

    def test_members_who_left_sell_no_more(self):
        self.salesperson_2.active = False
        self.assertEqual(self.company._get_salespeople(), self.salesperson)

    def test_members_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "sales_team.group_sale_salesman",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self._create_team_of(stranger, company_id=False)
        self.team.company_id = False
        self.assertNotIn(stranger, self.company._get_salespeople())

    def test_without_teams_whoever_takes_orders_sells(self):
        self.team.active = False
        self.assertFalse(self.company._get_salespeople())
        with freeze_time("2026-11-01 02:00:00"):
            self._create_order(user_id=self.salesperson.id)
        with freeze_time("2026-11-27 02:00:00"):
            self.assertEqual(self.company._get_salespeople(), self.salesperson)
        with freeze_time("2027-03-27 02:00:00"):
            self.assertFalse(self.company._get_salespeople())

    # ------------------------------------------------------------
    # TARGETS
    # ------------------------------------------------------------

    def test_a_target_begins_with_its_month_or_year(self):
        target = self._create_target(period="month", date="2026-11-27")
        self.assertEqual(target.date, date(2026, 11, 1))
        target.date = "2026-12-24"
        self.assertEqual(target.date, date(2026, 12, 1))
        target.period = "year"
        self.assertEqual(target.date, date(2026, 1, 1))
        day = self._create_target(period="day", date="2026-11-27")
        self.assertEqual(day.date, date(2026, 11, 27))

    def test_there_is_one_target_for_a_time(self):
        self._create_target(period="month", date="2026-11-27")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._create_target(period="month", date="2026-11-02")

    def test_a_target_is_not_below_zero(self):
        for field in ("target_ordered", "target_collected", "target_visits"):
            with (
                self.subTest(field=field),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._create_target(**{field: -1})

    def test_a_target_is_for_somebody_of_the_company(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        stranger = new_test_user(
            self.env,
            "stranger",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._create_target(user_id=stranger.id)

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_clerks_and_managers_set_targets(self):
        for role in (*CLERKS, "supervisor", "back_office_manager"):
            with self.subTest(role=role), self.env.cr.savepoint() as savepoint:
                target = self._create_target(user=getattr(self, role))
                target.target_visits = 5
                savepoint.rollback()

    def test_a_salesperson_reads_the_own_targets_and_changes_none(self):
        own = self._create_target()
        other = self._create_target(user_id=self.salesperson_2.id)
        targets = self.env["sale.target"].with_user(self.salesperson)
        self.assertEqual(targets.search([]), own)
        with self.assertRaises(AccessError):
            other.with_user(self.salesperson).read(["target_ordered"])
        for change in (
            lambda: own.with_user(self.salesperson).write({"target_ordered": 1}),
            lambda: own.with_user(self.salesperson).unlink(),
            lambda: self._create_target(user=self.salesperson, period="year"),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change()

    def test_finance_and_executives_read_all_and_change_nothing(self):
        target = self._create_target()
        for role in READERS:
            own = target.with_user(getattr(self, role))
            self.assertEqual(own.read(["target_ordered"])[0]["target_ordered"], 50000)
            with self.subTest(role=role), self.assertRaises(AccessError):
                own.write({"target_ordered": 1})

    def test_targets_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        self.salesperson.company_ids += other
        hidden = self._create_target(
            user=self.env.user, company_id=other.id, user_id=self.salesperson.id
        )
        targets = self.env["sale.target"].with_user(self.supervisor)
        self.assertNotIn(hidden, targets.search([]))

    # ------------------------------------------------------------

    def _stand_up(self, user):
        targets = self.env["sale.target"].with_user(user)
        return targets.search(targets.action_stand_up()["domain"])

    def _open_address(self, user):
        """What the window shows to whoever opens it by its address, or in a new tab."""
        action = self.env.ref("sales_back_office.sale_target_action_stand_up")
        domain = safe_eval(action.domain, {"allowed_company_ids": self.company.ids})
        return self.env["sale.target"].with_user(user).search(domain)

    def _create_target(self, user=None, **values):
        return (
            self.env["sale.target"]
            .with_user(user or self.order_clerk)
            .create(
                {
                    "user_id": self.salesperson.id,
                    "target_ordered": 50000.0,
                    "target_collected": 40000.0,
                    "target_visits": 3,
                    **values,
                }
            )
        )
