"""A report that comes in later stands in the next workbook, and in no total of its day
(duties 7, 25)."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from .daily_case import (
    BEFORE,
    LATE,
    MARK,
    MISSING,
    PRICE,
    REPORTS,
    SUMMARY,
    DailyCase,
)


class TestReportingDailyLate(DailyCase):
    def test_a_late_report_is_in_the_next_one_marked(self):
        self._begin("2026-11-27 02:00:00")
        schedule = self._set_up_at("2026-11-27 02:00:00")
        self._submit(self.salesperson, "2026-11-27", "2026-11-27 08:00:00")
        friday = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(self._get_days(friday), [(date(2026, 11, 27), None)])
        self._submit(
            self.salesperson_2, "2026-11-27", "2026-11-28 05:00:00"
        )  # Saturday

        self._begin("2026-11-30 02:00:00")
        self._submit(self.salesperson, "2026-11-30", "2026-11-30 08:00:00")
        monday = self._read(self._send_at("2026-11-30 08:30:00"))
        self.assertEqual(self._get_days(monday), [(date(2026, 11, 30), None)])
        self.assertEqual(self._get_days(monday, LATE), [(date(2026, 11, 27), MARK)])
        self._begin("2026-12-01 02:00:00")
        tuesday = self._read(self._send_at("2026-12-01 08:30:00"))
        for tab in (REPORTS, LATE):
            self.assertEqual(self._get_days(tuesday, tab), [])
        self.assertEqual(len(schedule.run_ids), 3)

    def test_what_came_after_the_cut_off_or_on_a_free_day_is_in_the_next_one(self):
        self._set_up_at("2026-11-27 02:00:00")
        self._sell("2026-11-27")
        friday = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(self._get_ordered(friday, SUMMARY), {"2026-11-27": PRICE})
        self._sell("2026-11-27", "10:00:00")
        self._sell("2026-11-28")  # Saturday
        self._sell("2026-11-30")
        monday = self._read(self._send_at("2026-11-30 08:30:00"))
        self.assertEqual(self._get_ordered(monday, SUMMARY), {"2026-11-30": PRICE})
        self.assertEqual(
            self._get_ordered(monday, BEFORE),
            {"2026-11-27": 2 * PRICE, "2026-11-28": PRICE},
        )
        tuesday = self._read(self._send_at("2026-12-01 08:30:00"))
        self.assertEqual(self._get_ordered(tuesday, BEFORE), {"2026-11-30": PRICE})

    def test_a_total_of_a_day_holds_nothing_of_another_day(self):
        self._set_up_at("2026-11-26 02:00:00")
        books = []
        for day in ("2026-11-26", "2026-11-27"):
            self._begin(f"{day} 02:00:00")
            self._sell(day)
            self._sell(day, user_id=self.salesperson_2.id)
            self._submit(self.salesperson, day, f"{day} 08:00:00")
            books.append(self._read(self._send_at(f"{day} 08:30:00"), totals=True))
            self._submit(self.salesperson_2, day, f"{day} 09:00:00")
        thursday, friday = books
        for book, late in ((thursday, 0), (friday, PRICE)):
            self.assertEqual(self._get_total(book, REPORTS), PRICE)
            self.assertEqual(self._get_total(book, SUMMARY), 2 * PRICE)
            self.assertEqual(self._get_total(book, LATE), late)
        # Both days at once come to the same as one after the other.
        summary = self.env["back.office.sheet.daily.summary"]
        both = summary.with_user(self.supervisor)._get_rows(
            (date(2026, 11, 26), date(2026, 11, 27))
        )
        place = summary._sheet_columns.index("amount_ordered")
        self.assertEqual(sum(row[place] for row in both), 4 * PRICE)

    def test_a_late_report_is_in_one_workbook_whenever_that_is_made(self):
        self._begin("2026-11-26 02:00:00")
        self._set_up_at("2026-11-26 02:00:00")
        self._submit(self.salesperson, "2026-11-26", "2026-11-26 08:30:01")
        thursday = self._read(self._send_at("2026-11-26 08:33:00"))
        self.assertEqual(self._get_days(thursday), [])
        self.assertEqual(
            [(row["Salesperson"], row["Submitted on"]) for row in thursday[MISSING]],
            [
                (self.salesperson.name, datetime(2026, 11, 26, 16, 30, 1)),
                (self.salesperson_2.name, None),
            ],
        )
        self._begin("2026-11-27 02:00:00")
        friday = self._read(self._send_at("2026-11-27 08:33:00"))
        self.assertEqual(self._get_days(friday), [])
        self.assertEqual(self._get_days(friday, LATE), [(date(2026, 11, 26), MARK)])

    def test_what_was_written_on_a_free_day_comes_on_the_next_working_day(self):
        self._set_up_at("2026-11-27 02:00:00")
        with freeze_time("2026-11-28 02:00:00"):
            report = (
                self.env["sale.daily.report"].with_user(self.salesperson).create({})
            )
            self.env.flush_all()
        saturday = (date(2026, 11, 28), date(2026, 11, 28))
        self.assertEqual(self._get_status(saturday), ["No report needed"])
        self._submit(self.salesperson, "2026-11-28", "2026-11-28 06:00:00")
        self.assertEqual(report.state, "submitted")
        self.assertEqual(self._get_status(saturday), ["Submitted"])
        self._begin("2026-11-30 02:00:00")
        monday = self._read(self._send_at("2026-11-30 08:30:00"))
        self.assertEqual(self._get_days(monday), [])
        self.assertEqual(self._get_days(monday, LATE), [(date(2026, 11, 28), None)])

    def test_over_a_holiday(self):
        self._close("2026-11-26", "2026-11-27")
        self._begin("2026-11-25 02:00:00")
        schedule = self._set_up_at("2026-11-25 02:00:00")
        self._send_at("2026-11-25 08:30:00")
        self._submit(self.salesperson, "2026-11-25", "2026-11-26 02:00:00")
        for moment in ("2026-11-26", "2026-11-27", "2026-11-28"):
            self._begin(f"{moment} 02:00:00")
            self._send_at(f"{moment} 08:30:00")
        self.assertEqual(len(schedule.run_ids), 1)
        self._begin("2026-11-30 02:00:00")
        monday = self._read(self._send_at("2026-11-30 08:30:00"))
        self.assertEqual(self._get_days(monday, LATE), [(date(2026, 11, 25), MARK)])
        self.assertEqual(len(monday[MISSING]), 2)

    def test_a_cut_off_that_is_moved_loses_nothing_and_repeats_nothing(self):
        """On Friday morning: what came between the two on Thursday is told once."""
        self._set_up_at("2026-11-25 02:00:00")
        for before, since, days in ((16.5, 17.0, [26]), (17.0, 16.5, [])):
            with self.subTest(before), self.env.cr.savepoint() as savepoint:
                self._move_cut_off("2026-11-25 02:00:00", before)
                self._begin("2026-11-26 02:00:00")
                self._submit(self.salesperson, "2026-11-26", "2026-11-26 08:45:00")
                thursday = self._read(self._send_at("2026-11-26 09:00:00"))
                self.assertEqual(len(thursday[REPORTS]), 1 - len(days))
                self._move_cut_off("2026-11-27 01:00:00", since)
                self._begin("2026-11-27 02:00:00")
                friday = self._read(self._send_at("2026-11-27 09:00:00"))
                late = [day.day for day, _mark in self._get_days(friday, LATE)]
                self.assertEqual(late, days)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_holiday_that_is_entered_afterwards_repeats_nothing(self):
        self._set_up_at("2026-11-25 02:00:00")
        self._begin("2026-11-26 02:00:00")
        self._submit(self.salesperson, "2026-11-26", "2026-11-26 08:00:00")
        thursday = self._read(self._send_at("2026-11-26 08:30:00"))
        self.assertEqual(len(thursday[REPORTS]), 1)
        with freeze_time("2026-11-27 01:00:00"):
            self._close("2026-11-26", "2026-11-26")
            self.env.flush_all()
        self._begin("2026-11-27 02:00:00")
        friday = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(friday[LATE], [])

    def test_one_that_is_sent_back_and_corrected_comes_again(self):
        self._begin("2026-11-26 02:00:00")
        report = self._submit(self.salesperson, "2026-11-26", "2026-11-26 08:00:00")
        self._set_up_at("2026-11-26 02:00:00")
        self._send_at("2026-11-26 08:30:00")
        report.with_user(self.supervisor).action_send_back("Which customer?")
        self._submit(self.salesperson, "2026-11-26", "2026-11-27 03:00:00")
        friday = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(self._get_days(friday), [])
        self.assertEqual(self._get_days(friday, LATE), [(date(2026, 11, 26), None)])

    # ------------------------------------------------------------
    # THE WEEK
    # ------------------------------------------------------------

    def test_the_week_goes_to_the_supervisor(self):
        self._begin("2026-11-27 02:00:00")
        weeks = self.env["sale.daily.report"].with_user(self.salesperson_2)
        week = weeks.search([("kind", "=", "week")])
        with freeze_time("2026-11-27 08:00:00"):
            week.summary = "Six offers"
            week.action_submit()
        sheet = self.env["back.office.sheet.weekly.report"].with_user(self.supervisor)
        labels = [column.label for column in sheet._get_columns()]
        rows = [
            dict(zip(labels, row, strict=True))
            for row in sheet._get_rows((date(2026, 11, 23), date(2026, 11, 29)))
        ]
        self.assertEqual(
            [(row["Salesperson"], row["Summary of the week"]) for row in rows],
            [(self.salesperson.name, None), (self.salesperson_2.name, "Six offers")],
        )

    def test_a_summary_of_the_weekend_stands_with_its_week_and_no_other(self):
        self._begin("2026-11-27 02:00:00")
        weeks = self.env["sale.daily.report"].with_user(self.salesperson)
        week = weeks.search([("kind", "=", "week")])
        with freeze_time("2026-11-28 08:00:00"):
            week.summary = "Six offers"
            week.action_submit()
            self.env.flush_all()
        self.assertEqual(self._count_weeks(), {"report": [2, 0], "late": [0, 0]})

    def test_a_summary_that_comes_when_its_week_is_over_stands_apart(self):
        self._begin("2026-11-27 02:00:00")
        weeks = self.env["sale.daily.report"].with_user(self.salesperson)
        week = weeks.search([("kind", "=", "week")])
        with freeze_time("2026-11-30 02:00:00"):  # Monday
            week.summary = "Six offers"
            week.action_submit()
            self.env.flush_all()
        self.assertEqual(self._count_weeks(), {"report": [1, 0], "late": [0, 1]})
        with freeze_time("2026-12-01 02:00:00"):
            late = self.env["back.office.sheet.weekly.late"]
            self.assertEqual(len(list(late.with_user(self.supervisor)._get_rows())), 1)

    # ------------------------------------------------------------

    def _get_total(self, book, tab):
        return sum(row["Amount ordered"] for row in book[tab])

    def _count_weeks(self):
        """Rows of the last week of November and of the first of December."""
        counts = {}
        for name in ("report", "late"):
            sheet = self.env[f"back.office.sheet.weekly.{name}"]
            sheet = sheet.with_user(self.supervisor)
            mondays = date(2026, 11, 23), date(2026, 11, 30)
            counts[name] = [
                len(list(sheet._get_rows((monday, monday + timedelta(6)))))
                for monday in mondays
            ]
        return counts

    def _get_ordered(self, book, tab):
        """What the salesperson has sold, by day."""
        return {
            f"{row['Date']:%Y-%m-%d}": row["Amount ordered"]
            for row in book[tab]
            if row["Salesperson"] == self.salesperson.name
        }

    def _move_cut_off(self, now, hour):
        with freeze_time(now):
            self.company.daily_report_cutoff = hour
            self.env.flush_all()
