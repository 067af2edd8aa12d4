"""The workbook of the day: at the cut-off, with who is late and who is missing (duties
7, 25)."""

from base64 import b64decode
from datetime import date, datetime, timedelta
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import BackOfficeCase

PRICE = 84000.0
TABS = [
    *("Summary of the day", "Daily reports", "Daily reports handed in later"),
    *("Orders", "Collections", "Dispatches", "Daily reports not submitted"),
]
MARK = "✓"
MISSING_SHEET = "back.office.sheet.daily.missing"
SUMMARY, REPORTS, LATE, ORDERS, COLLECTIONS, DISPATCHES, MISSING = TABS


class TestReportingDaily(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # SET UP
    # ------------------------------------------------------------

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
    # FRIDAY, MONDAY, A HOLIDAY
    # ------------------------------------------------------------

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
        for tab in (SUMMARY, REPORTS, LATE, MISSING):
            self.assertIn("switched off", book[tab]["A7"].value)
        self.assertEqual(len(self._read(run)[ORDERS]), 1)

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

    def test_whoever_sells_no_more_is_not_missing(self):
        self._begin("2026-11-27 02:00:00")
        self.salesperson_2.active = False
        self._set_up_at("2026-11-27 02:00:00")
        book = self._read(self._send_at("2026-11-27 08:30:00"))
        self.assertEqual(
            [row["Salesperson"] for row in book[MISSING]], [self.salesperson.name]
        )

    # ------------------------------------------------------------
    # WHOSE RIGHTS
    # ------------------------------------------------------------

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

    def _set_up(self, user=None):
        schedules = self.env["back.office.schedule"].with_user(user or self.supervisor)
        schedule = schedules.browse(schedules.action_open_daily_workbook()["res_id"])
        schedule.flush_recordset()
        return schedule.with_user(self.supervisor)

    def _set_up_at(self, now):
        with freeze_time(now):
            return self._set_up()

    def _begin(self, now):
        """Let the job lay out the reports of the day."""
        with freeze_time(now):
            self._run_cron("sale.daily.report", "_cron_remind")
            self.env.flush_all()

    def _submit(self, user, day, now):
        reports = self.env["sale.daily.report"].with_user(user)
        with freeze_time(now):
            report = reports.search([("date", "=", day), ("kind", "=", "day")])
            report.write({"done": "Offer for Lijiang", "visits": 2})
            report.action_submit()
            self.env.flush_all()
        return report

    def _sell(self, day, **values):
        with freeze_time(f"{day} 02:00:00"):
            order = self._create_released_order(
                **{"user_id": self.salesperson.id, **values}
            )
            self._dispatch(order.sudo().picking_ids)
            self.env.flush_all()
        return order

    def _send_at(self, now):
        with freeze_time(now):
            self._run_cron("back.office.schedule", "_cron_send_due")
            self.env.flush_all()
        return self.env["back.office.run"].search([], order="id desc", limit=1)

    def _get_missing(self, user, first):
        """Who is missing from a day until Friday evening: `[(day, name)]`."""
        sheet = self.env["back.office.sheet.daily.missing"].with_user(user)
        with freeze_time("2026-11-27 09:00:00"):
            rows = sheet._get_rows((date.fromisoformat(first), date(2026, 11, 30)))
            return [(day, name) for day, name, *__ in rows]

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

    def _get_choice(self, lines):
        return {name for name, _title in lines._selection_sheet()}

    def _get_team_sheets(self):
        names = ("daily.summary", "daily.report", "daily.late", "daily.missing")
        weekly = ("weekly.report", "weekly.late")
        return [f"back.office.sheet.{name}" for name in (*names, *weekly)]

    def _get_status(self, period):
        """The status of each row in the summary of some days."""
        sheet = self.env["back.office.sheet.daily.summary"].with_user(self.supervisor)
        place = sheet._sheet_columns.index("state")
        labels = sheet._get_columns()[place].labels
        return [labels[row[place]] for row in sheet._get_rows(period)]

    def _read(self, run, totals=False):
        return self._read_file(b64decode(run.file), totals)

    def _preview(self, schedule, moment):
        file = BytesIO()
        schedule._write_file(file, moment)
        return file.getvalue()

    def _read_file(self, content, totals=False):
        """The tables of a workbook: `{tab: [{column: value}]}`, without totals, or
        these alone."""
        book = load_workbook(BytesIO(content), data_only=totals)
        return {sheet.title: self._read_table(sheet, totals) for sheet in book}

    def _read_table(self, sheet, totals):
        rows = [[cell.value for cell in row] for row in sheet.rows]
        head = next(n for n, row in enumerate(rows) if len(set(row) - {None}) > 2)
        table = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
        return [
            row
            for row in table
            if len(set(row.values()) - {None}) > 1 and self._is_total(row) == totals
        ]

    def _is_total(self, row):
        return any(str(value).startswith(("=", "Total")) for value in row.values())

    def _get_total(self, book, tab):
        return sum(row["Amount ordered"] for row in book[tab])

    def _get_days(self, book, tab=REPORTS):
        return [(row["Date"].date(), row["Submitted late"]) for row in book[tab]]
