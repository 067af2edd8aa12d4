"""Whoever has submitted no report is named in the workbook of the day (duty 7)."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError

from .daily_case import (
    MISSING,
    DailyCase,
)


class TestReportingDailyMissing(DailyCase):
    def test_who_is_missing_is_known_though_no_report_was_laid_out(self):
        self._set_up_at("2026-11-27 02:00:00")
        book = self._read(self._send_at("2026-11-27 09:00:00"))
        self.assertFalse(self.env["sale.daily.report"].search([]))
        self.assertEqual(
            [(row["Date"].date(), row["Salesperson"]) for row in book[MISSING]],
            [
                (date(2026, 11, 27), user.name)
                for user in (self.salesperson, self.salesperson_2)
            ],
        )

    def test_a_salesperson_misses_nobody_else_where_none_was_laid_out(self):
        self.assertEqual(
            self._get_missing(self.salesperson, "2026-11-27"),
            [(date(2026, 11, 27), self.salesperson.name)],
        )
        with self.assertRaises(AccessError):
            self._get_missing(self.env.ref("base.public_user"), "2026-11-27")

    def test_whoever_joins_is_missed_from_the_first_own_report_on(self):
        self._begin("2026-11-24 02:00:00")
        newcomer = self._create_salesperson("newcomer")
        self._add_to_team(newcomer)
        for expected in (["2026-11-27"], ["2026-11-26", "2026-11-27"]):
            missing = self._get_missing(self.supervisor, "2026-11-23")
            days = [str(day) for day, name in missing if name == newcomer.name]
            self.assertEqual(days, expected)
            self._begin("2026-11-26 02:00:00")
        old = [str(day) for day, name in missing if name == self.salesperson.name]
        self.assertEqual(old, [f"2026-11-{day}" for day in (24, 25, 26, 27)])

    def test_nobody_is_missing_where_nobody_works_or_before_the_day(self):
        self._close("2026-11-27", "2026-11-27")
        self.assertEqual(self._get_missing(self.supervisor, "2026-11-27"), [])
        self.assertEqual(self._get_missing(self.supervisor, "2026-11-30"), [])

    def test_whoever_sells_no_more_is_not_missing(self):
        self._begin("2026-11-27 02:00:00")
        self.salesperson_2.active = False
        self._set_up_at("2026-11-27 02:00:00")
        book = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(
            [row["Salesperson"] for row in book[MISSING]], [self.salesperson.name]
        )

    # ------------------------------------------------------------

    def _get_missing(self, user, first):
        """Who is missing from a day until Friday evening: `[(day, name)]`."""
        sheet = self.env["back.office.sheet.daily.missing"].with_user(user)
        with freeze_time("2026-11-27 09:00:00"):
            rows = sheet._get_rows((date.fromisoformat(first), date(2026, 11, 30)))
            return [(day, name) for day, name, *__ in rows]
