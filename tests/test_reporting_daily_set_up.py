"""The workbook of the day is set up once for a company and follows it (duty 7)."""

from base64 import b64decode
from datetime import datetime
from io import BytesIO

from freezegun import freeze_time
from lxml import etree
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .daily_case import (
    BEFORE,
    LATE,
    MISSING,
    ORDERS,
    REPORTS,
    SUMMARY,
    TABS,
    DailyCase,
)

MISSING_SHEET = "back.office.sheet.daily.missing"


class TestReportingDailySetUp(DailyCase):
    def test_it_is_set_up_on_the_screen(self):
        schedule = self._set_up()
        self.assertRecordValues(
            schedule,
            [
                {
                    "owner_id": self.supervisor.id,
                    "company_id": self.company.id,
                    "tz": "Asia/Shanghai",
                    "frequency": "working",
                    "period": "today",
                    "send_time": 16.5,
                    "user_ids": (
                        self.finance_checker | self.finance_checker_2 | self.executive
                    ).ids,
                }
            ],
        )
        titles = [self.env[line.sheet]._get_title() for line in schedule.line_ids]
        self.assertEqual(titles, TABS)

    def test_it_is_set_up_once(self):
        schedule = self._set_up()
        self.assertEqual(self._set_up(), schedule)
        self.assertEqual(self._set_up(self.back_office_manager), schedule)
        other = self._create_user("supervisor_2", "supervisor")
        with self.assertRaisesRegex(UserError, "Supervisor keeps the workbook"):
            self._set_up(other)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            schedule.copy()._write_sealed({"is_daily_workbook": True})
            self.env.flush_all()
        schedule.active = False
        self.assertEqual(self._set_up(), schedule)

    def test_only_a_supervisor_or_a_manager_sets_it_up(self):
        for user in (self.order_clerk, self.finance_checker, self.salesperson):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "role Supervisor"),
            ):
                self._set_up(user)

    def test_which_one_it_is_is_a_fact(self):
        schedule = self._set_up()
        other = schedule.copy({"send_time": 9.0})
        for refused in (
            lambda: other.write({"is_daily_workbook": True}),
            lambda: schedule.write({"is_daily_workbook": False}),
            lambda: schedule.write({"next_run": False}),
            lambda: other.copy({"is_daily_workbook": True}),
            lambda: other.create({"name": "Mine", "is_daily_workbook": True}),
        ):
            with (
                self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
                self.env.cr.savepoint(),
            ):
                refused()
        mine = other.with_context(default_is_daily_workbook=True).create(
            {"name": "Mine"}
        )
        self.assertFalse(mine.is_daily_workbook)

    def test_it_follows_the_cut_off_and_the_zone_of_the_company(self):
        with freeze_time("2026-11-27 02:00:00"):
            schedule = self._set_up()
            other = schedule.copy({"send_time": 9.0})
            self.company.daily_report_cutoff = 17.25
            self.env.flush_all()
            self.assertEqual(schedule.next_run, datetime(2026, 11, 27, 9, 15))
            self.company.partner_id.tz = False
            self.company.resource_calendar_id.tz = "Europe/Berlin"
            self.env.flush_all()
        self.assertEqual((schedule.send_time, other.send_time), (17.25, 9.0))
        self.assertEqual((schedule.tz, other.tz), ("Europe/Berlin", "Asia/Shanghai"))
        self.assertEqual(schedule.next_run, datetime(2026, 11, 27, 16, 15))

    def test_its_time_and_zone_are_those_of_the_company(self):
        schedule = self._set_up()
        other = schedule.copy()
        for vals in ({"send_time": 9.0}, {"tz": "Europe/Berlin"}):
            for user in (self.supervisor, self.back_office_manager, self.env.user):
                with (
                    self.subTest(user=user.login, **vals),
                    self.assertRaisesRegex(UserError, "Sales of the day.*Settings"),
                    self.env.cr.savepoint(),
                ):
                    schedule.with_user(user).write(vals)
            other.write(vals)
        self.assertEqual((schedule.send_time, schedule.tz), (16.5, "Asia/Shanghai"))
        self.assertEqual((other.send_time, other.tz), (9.0, "Europe/Berlin"))
        schedule.write({"send_time": 16.5, "name": "Day"})
        self.company.daily_report_cutoff = 17.25
        self.assertEqual(schedule.send_time, 17.25)

    def test_settings_tell_who_sets_it_up_and_that_it_was_stopped(self):
        admin = new_test_user(self.env, "plain_admin", "base.group_system")
        keeper = self.back_office_manager
        keeper.group_ids += self.env.ref("base.group_system")
        who, stopped = "A supervisor or", "It was stopped"
        self.assertShown(admin, "This company does not", who)
        self.assertShown(keeper, "This company does not", "Send it at the cut-off")
        schedule = self._set_up()
        self.assertShown(admin, who)
        self.assertShown(keeper, "Who gets it")
        schedule.active = False
        self.assertShown(admin, stopped, who)
        self.assertShown(keeper, stopped, "Who gets it")

    def test_a_company_that_comes_later_is_told_on_settings_and_set_up_by_one_click(
        self,
    ):
        later = self.env["res.company"].create({"name": "Beihai Trailers"})
        later.partner_id.tz = "Asia/Urumqi"
        manager = self.back_office_manager
        manager.company_ids += later
        manager.group_ids += self.env.ref("base.group_system")
        here, there = (
            self.env["res.config.settings"].with_user(manager).with_company(company)
            for company in (self.company, later)
        )
        self.assertFalse(here.create({}).has_daily_workbook)
        self._set_up()
        self.assertTrue(here.create({}).has_daily_workbook)
        self.assertFalse(there.create({}).has_daily_workbook)
        schedules = self.env["back.office.schedule"].with_user(manager)
        schedules = schedules.with_company(later)
        schedule = schedules.browse(schedules.action_open_daily_workbook()["res_id"])
        self.assertEqual((schedule.company_id, schedule.tz), (later, "Asia/Urumqi"))
        self.assertTrue(schedule.next_run)
        self.assertTrue(there.create({}).has_daily_workbook)
        schedule.active = False
        self.assertFalse(there.create({}).has_daily_workbook)

    # ------------------------------------------------------------
    # SWITCHED OFF
    # ------------------------------------------------------------

    def test_sheets_of_a_room_that_is_switched_off_are_not_chosen(self):
        lines = self.env["back.office.schedule.line"].with_user(self.supervisor)
        self._switch_off("team")
        self.assertFalse(self._get_choice(lines) & set(self._get_team_sheets()))
        self._switch_on("team")
        self.assertLess(set(self._get_team_sheets()), self._get_choice(lines))

    def test_a_schedule_goes_on_and_says_what_is_switched_off(self):
        self._begin("2026-11-27 02:00:00")
        self._sell("2026-11-27")
        schedule = self._set_up_at("2026-11-27 02:00:00")
        self._switch_off("team")
        labels = dict(
            schedule.line_ids._fields["sheet"]._description_selection(self.env)
        )
        self.assertEqual(labels[MISSING_SHEET], f"{MISSING} (switched off)")
        schedule.line_ids.filtered(
            lambda line: line.sheet == MISSING_SHEET
        ).sheet = MISSING_SHEET
        run = self._send_at("2026-11-27 08:30:00")
        self.assertEqual((run.state, run.error), ("sent", False))
        book = load_workbook(BytesIO(b64decode(run.file)))
        for tab in (SUMMARY, REPORTS, LATE, MISSING, BEFORE):
            self.assertEqual(
                book[tab]["A7"].value, f"{tab} is switched off on the Settings page."
            )
        self.assertEqual(len(self._read(run)[ORDERS]), 1)

    # ------------------------------------------------------------

    def assertShown(self, user, *begins):
        """What the setting shows, besides what it always shows."""
        settings = self.env["res.config.settings"].with_user(user).create({})
        view = etree.fromstring(settings.get_view(view_type="form")["arch"])
        parts = view.xpath("//setting[@id='daily_workbook']/*[not(self::field)]")
        fields = view.xpath("//setting[@id='daily_workbook']/field/@name")
        [values] = settings.read(fields)
        shown = [
            part.get("string") or " ".join(part.text.split())
            for part in parts
            if not safe_eval(part.get("invisible"), values)
        ]
        self.assertEqual(len(shown), len(begins), shown)
        for text, begin in zip(shown, begins, strict=True):
            self.assertTrue(text.startswith(begin), shown)

    def _get_choice(self, lines):
        return {name for name, _title in lines._selection_sheet()}

    def _get_team_sheets(self):
        daily = ("before", "late", "missing", "report", "summary")
        names = (*(f"daily.{name}" for name in daily), "weekly.report", "weekly.late")
        return [f"back.office.sheet.{name}" for name in names]
