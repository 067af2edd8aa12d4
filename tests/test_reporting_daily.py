"""The workbook of the day: what stands in it, and with whose rights (duty 7)."""

from base64 import b64decode
from datetime import date, datetime
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from .daily_case import (
    COLLECTIONS,
    DISPATCHES,
    LATE,
    MISSING,
    ORDERS,
    PRICE,
    REPORTS,
    SUMMARY,
    TABS,
    DailyCase,
)


class TestReportingDaily(DailyCase):
    def test_friday_at_half_past_four(self):
        self._begin("2026-11-26 16:05:00")  # Friday has begun in Shanghai
        self._submit(self.salesperson, "2026-11-27", "2026-11-27 08:00:00")
        order = self._sell("2026-11-27")
        schedule = self._set_up_at("2026-11-27 01:00:00")
        self._send_at("2026-11-27 08:29:59")
        self.assertFalse(schedule.run_ids)
        run = self._send_at("2026-11-27 08:30:00")
        book = self._read(run)

        self.assertEqual(list(book), TABS)
        self.assertEqual(
            [
                (row["Salesperson"], row["Amount ordered"], row["Status"])
                for row in book[SUMMARY]
            ],
            [
                (self.salesperson.name, PRICE, "Submitted"),
                (self.salesperson_2.name, 0, "Not submitted"),
            ],
        )
        self.assertEqual(
            [(row["Salesperson"], row["Submitted late"]) for row in book[REPORTS]],
            [(self.salesperson.name, None)],
        )
        self.assertEqual([row["Done"] for row in book[REPORTS]], ["Offer for Lijiang"])
        for tab, amount in (
            (ORDERS, "Amount"),
            (COLLECTIONS, "Amount collected"),
            (DISPATCHES, "Amount dispatched"),
        ):
            with self.subTest(tab=tab):
                (row,) = book[tab]
                self.assertIn(order.name, row.values())
                self.assertEqual(row[amount], PRICE)
        self.assertEqual(
            [row["Salesperson"] for row in book[MISSING]], [self.salesperson_2.name]
        )
        mail = self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(
            mail.recipient_ids,
            (self.finance_checker | self.finance_checker_2 | self.executive).partner_id,
        )

    def test_now_and_preview_give_the_same_file(self):
        self._begin("2026-11-27 02:00:00")
        self._submit(self.salesperson, "2026-11-27", "2026-11-27 08:40:00")
        self._sell("2026-11-27")
        schedule = self._set_up_at("2026-11-27 02:00:00")
        with freeze_time("2026-11-27 09:00:00"):
            schedule.action_send_now()
            preview = self._preview(schedule, datetime(2026, 11, 27, 9, 0))
        sent = self._read(schedule.run_ids)
        self.assertEqual(sent, self._read_file(preview))
        self.assertEqual(self._get_days(sent), [])
        reports = load_workbook(BytesIO(preview))[REPORTS]
        self.assertIn("comes with the next one", reports["A7"].value)
        self.assertEqual(
            [(row["Salesperson"], bool(row["Submitted on"])) for row in sent[MISSING]],
            [(self.salesperson.name, True), (self.salesperson_2.name, False)],
        )

    def test_the_reports_say_what_was_reported_the_summary_what_is(self):
        self._begin("2026-11-27 02:00:00")
        self._set_up_at("2026-11-27 02:00:00")
        self._sell("2026-11-27")
        self._submit(self.salesperson, "2026-11-27", "2026-11-27 08:00:00")
        self._sell("2026-11-27")
        book = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(book[SUMMARY][0]["Amount ordered"], 2 * PRICE)
        self.assertEqual(book[REPORTS][0]["Amount ordered"], PRICE)

    def test_the_summary_adds_up_to_the_other_sheets(self):
        self._begin("2026-11-27 02:00:00")
        schedule = self._set_up_at("2026-11-27 02:00:00")
        self._sell("2026-11-27")
        self._sell("2026-11-27", user_id=self.order_clerk.id)  # who need not report
        self._sell("2026-11-27", user_id=False)
        book = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(
            [
                (row["Salesperson"], row["Amount ordered"], row["Status"])
                for row in book[SUMMARY]
            ],
            [
                (self.order_clerk.name, PRICE, "No report needed"),
                (self.salesperson.name, PRICE, "Not submitted"),
                (self.salesperson_2.name, 0, "Not submitted"),
                (None, PRICE, "No report needed"),
            ],
        )
        self.assertEqual(sum(row["Amount"] for row in book[ORDERS]), 3 * PRICE)

        schedule.line_ids[0].domain = "[('state', '=', 'submitted')]"
        with freeze_time("2026-11-27 09:00:00"):
            content = self._preview(schedule, datetime(2026, 11, 27, 9, 0))
        self.assertEqual(self._read_file(content)[SUMMARY], [])

    def test_visits_count_once_they_are_submitted(self):
        self._begin("2026-11-27 02:00:00")
        reports = self.env["sale.daily.report"]
        with freeze_time("2026-11-27 02:00:00"):
            for user in (self.salesperson, self.salesperson_2):
                reports.with_user(user).search([("kind", "=", "day")]).visits = 5
            self.env.flush_all()
        self._submit(self.salesperson, "2026-11-27", "2026-11-27 08:00:00")
        self._set_up_at("2026-11-27 08:10:00")
        book = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual([row["Visits made"] for row in book[SUMMARY]], [2, None])

    def test_whoever_was_not_laid_a_report_is_asked_for_one_all_the_same(self):
        friday = (date(2026, 11, 27), date(2026, 11, 27))
        self._sell("2026-11-27")
        self._sell("2026-11-27", user_id=self.order_clerk.id)
        with freeze_time("2026-11-27 08:30:00"):
            self.assertEqual(
                self._get_status(friday), ["No report needed", "Not submitted"]
            )

    def test_a_tab_without_rows_says_so(self):
        self._begin("2026-11-27 02:00:00")
        for user in (self.salesperson, self.salesperson_2):
            self._submit(user, "2026-11-27", "2026-11-27 08:00:00")
        self._set_up_at("2026-11-27 02:00:00")
        run = self._send_at("2026-11-27 08:30:00")
        book = load_workbook(BytesIO(b64decode(run.file)))
        self.assertEqual(
            {tab: book[tab]["A7"].value for tab in (LATE, ORDERS, MISSING)},
            {
                LATE: "Nothing was handed in later.",
                ORDERS: "Nothing in this period.",
                MISSING: "Everybody has submitted.",
            },
        )
        self.assertEqual(run.row_count, 4)
        self.assertEqual(book[MISSING].auto_filter.ref, "A5:E6")
        missing = self.env["back.office.sheet.daily.missing"]
        missing = missing.with_user(self.supervisor)
        saturday = (date(2026, 11, 28), date(2026, 11, 28))
        with freeze_time("2026-11-28 09:00:00"):
            self.assertIn("no working day", missing._get_empty_text(saturday))

    def test_a_salesperson_who_owns_a_schedule_sends_the_own_day(self):
        self._begin("2026-11-27 02:00:00")
        self._sell("2026-11-27")
        self._sell("2026-11-27", user_id=self.salesperson_2.id)
        schedule = self._set_up_at("2026-11-27 02:00:00")
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        with freeze_time("2026-11-27 08:30:00"):
            content = self._preview(schedule, datetime(2026, 11, 27, 8, 30))
        book = self._read_file(content)
        for tab in (SUMMARY, COLLECTIONS, DISPATCHES, MISSING):
            names = {row["Salesperson"] for row in book[tab]}
            self.assertEqual(names, {self.salesperson.name}, tab)
