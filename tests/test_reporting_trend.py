"""How sales and the ledger went on: every part of the time in order, and a chart."""

from datetime import date, datetime
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.fields import Command

from .test_dispatch_ledger import DispatchLedgerCase

TREND = "back.office.sheet.statistics.trend"
LEDGER = "back.office.sheet.general.ledger.year"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NOW = "2026-05-10 02:00:00"


class TestReportingTrend(DispatchLedgerCase):
    def setUp(self):
        super().setUp()
        self.order = order = self._order(4, line={"price_unit": 100.0})
        self._deliver(order, 3, "2026-03-03 02:00:00")
        self._invoice(order, "2026-03-04")
        self._collect(order, 150.0, "2026-05-05")
        self._order(1, "2026-03-02", user_id=self.salesperson.id)

    def test_every_month_of_a_year_is_there_up_to_now(self):
        self.assertEqual(
            self._read(TREND, YEAR),
            [
                ("2026-01", 0, 0, 0, 0, "CNY"),
                ("2026-02", 0, 0, 0, 0, "CNY"),
                ("2026-03", 84400, 300, 300, 0, "CNY"),
                ("2026-04", 0, 0, 0, 0, "CNY"),
                ("2026-05", 0, 0, 0, 150, "CNY"),
            ],
        )

    def test_a_month_is_told_by_days(self):
        rows = self._read(TREND, (date(2026, 3, 1), date(2026, 3, 31)))
        self.assertEqual(len(rows), 31)
        self.assertEqual(rows[1], ("2026-03-02", 84400, 0, 0, 0, "CNY"))
        self.assertEqual(rows[2], ("2026-03-03", 0, 300, 0, 0, "CNY"))

    def test_a_day_is_the_last_of_thirty(self):
        day = date(2026, 3, 31)
        rows = self._read(TREND, (day, day))
        self.assertEqual((rows[0][0], rows[-1][0]), ("2026-03-02", "2026-03-31"))
        self.assertEqual(len(rows), 30)

    def test_all_time_is_told_by_years(self):
        self.assertEqual(
            self._read(TREND, None), [("2026", 84400, 300, 300, 150, "CNY")]
        )

    def test_what_is_dated_ahead_is_not_lost(self):
        self._collect(self.order, 50.0, "2026-08-05")
        rows = self._read(TREND, YEAR)
        self.assertEqual(rows[-1], ("2026-08", 0, 0, 0, 50, "CNY"))
        self.assertEqual([row[0] for row in rows[-2:]], ["2026-05", "2026-08"])

    def test_the_workbook_names_the_days_that_a_sheet_tells(self):
        day = date(2026, 3, 31)
        for name, first in ((TREND, date(2026, 3, 2)), (LEDGER, date(2026, 1, 1))):
            sheet = self.env[name]
            self.assertEqual(sheet._get_period((day, day)), (first, day))
        over_new_year = date(2026, 12, 15), date(2027, 1, 14)
        self.assertEqual(
            self.env[LEDGER]._get_period(over_new_year),
            (date(2026, 1, 1), date(2027, 1, 14)),
        )

    def test_nothing_is_no_trend(self):
        self.assertFalse(self._read(TREND, (date(2020, 1, 1), date(2020, 12, 31))))

    def test_a_salesperson_gets_the_own_one(self):
        rows = self._read(TREND, YEAR, self.salesperson)
        self.assertEqual([row[1] for row in rows], [0, 0, 84000, 0, 0])
        self.assertEqual([row[4] for row in rows], [0] * 5)

    def test_the_ledger_of_the_year_is_that_of_all_customers(self):
        march = (date(2026, 4, 1), date(2026, 4, 30))
        rows = self._read(LEDGER, march)
        self.assertEqual(
            rows,
            [
                ("2026-03", 0, 300, 300, 0, 300, 0, "CNY"),
                ("2026-04", 300, 0, 0, 0, 300, 0, "CNY"),
            ],
        )

    def test_a_filter_narrows_it(self):
        domain = [("user_id", "=", self.salesperson.id)]
        rows = self._read(TREND, YEAR, domain=domain)
        self.assertEqual([row[1] for row in rows], [0, 0, 84000, 0, 0])

    def test_the_workbook_draws_them(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.executive.lang = "zh_CN"
        schedule = (
            self.env["back.office.schedule"]
            .with_user(self.executive)
            .create(
                {
                    "name": "Trend",
                    "period": "this_year",
                    "email_to": "chairman@example.com",
                    "line_ids": [
                        Command.create({"sheet": sheet}) for sheet in (TREND, LEDGER)
                    ],
                }
            )
        )
        file = BytesIO()
        with freeze_time(NOW):
            schedule._write_file(file, datetime.fromisoformat(NOW))
        trend, ledger = load_workbook(file).worksheets
        for sheet, letters in ((trend, "BCDE"), (ledger, "CEF")):
            [chart] = sheet._charts
            self.assertEqual(chart.tagname, "lineChart")
            last = sheet.max_row - 1  # below it is the total
            self.assertEqual(sheet[f"A{last}"].value, "2026-05")
            for letter, series in zip(letters, chart.series, strict=True):
                for reference, column in (
                    (series.val.numRef.f, letter),
                    (series.cat.strRef.f, "A"),
                ):
                    self.assertEqual(
                        reference.replace("'", ""),
                        f"{sheet.title}!${column}$6:${column}${last}",
                    )
                self.assertNotRegex(sheet[f"{letter}5"].value, "[A-Za-z]")

    # ------------------------------------------------------------

    def _read(self, name, period, user=None, domain=()):
        sheet = self.env[name].with_user(user or self.executive)
        with freeze_time(NOW):
            return list(sheet._get_rows(period, domain))
