"""Reports that write and send themselves: when, for whom, with whose rights, once."""

from base64 import b64decode
from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import BackOfficeCase

ORDERS = "back.office.sheet.order"
CHECKS = "back.office.sheet.payment.check"


class TestReportingSchedule(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        calendar = cls.company.resource_calendar_id
        calendar.tz = "Asia/Shanghai"
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "National day",
                "calendar_id": calendar.id,
                "company_id": cls.company.id,
                "date_from": "2026-09-30 16:00:00",
                "date_to": "2026-10-07 15:59:59",
            }
        )

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    def test_it_is_due_on_working_days_where_the_company_is(self):
        with freeze_time("2026-09-29 08:29:00"):  # 16:29 on Tuesday in Shanghai
            schedule = self._create_schedule()
            self.assertDue(
                schedule,
                "2026-09-29 08:30:00",
                "2026-09-30 08:30:00",
                "2026-10-08 08:30:00",  # after the holiday
                "2026-10-09 08:30:00",
                "2026-10-12 08:30:00",  # after the weekend
            )
            self.assertEqual(len(schedule.next_times.splitlines()), 3)

    def test_it_is_due_on_the_days_that_were_chosen(self):
        with freeze_time("2026-09-29 12:00:00"):
            for frequency, times in (
                ("weekday", ["2026-10-03 08:30:00", "2026-10-10 08:30:00"]),
                ("month", ["2026-10-01 08:30:00", "2026-11-01 08:30:00"]),
                ("quarter", ["2026-10-01 08:30:00", "2027-01-01 08:30:00"]),
                ("year", ["2027-01-01 08:30:00"]),
            ):
                days = dict.fromkeys(
                    ("monday", "tuesday", "wednesday", "thursday", "friday"), False
                )
                with self.subTest(frequency=frequency):
                    schedule = self._create_schedule(
                        frequency=frequency, saturday=True, **days
                    )
                    self.assertDue(schedule, *times)

    def test_the_clock_is_changed_in_another_zone(self):
        with freeze_time("2026-10-23 20:00:00"):
            schedule = self._create_schedule(
                tz="Europe/Berlin",
                frequency="weekday",
                saturday=True,
                sunday=True,
                send_time=2.5,
            )
            # summer time ends on the 25th: it is 2:30 twice, and sent once
            self.assertDue(
                schedule,
                "2026-10-24 00:30:00",
                "2026-10-25 00:30:00",
                "2026-10-26 01:30:00",
            )
        with freeze_time("2027-03-26 20:00:00"):
            # summer time begins on the 28th: there is no 2:30, and it is sent
            schedule.send_time = 2.5 + 1 / 60
            self.assertDue(
                schedule,
                "2027-03-27 01:31:00",
                "2027-03-28 01:31:00",
                "2027-03-29 00:31:00",
            )

    def test_friday_half_past_four(self):
        with freeze_time("2026-11-27 08:00:00"):
            schedule = self._create_schedule()
        for now, runs in (
            ("2026-11-27 08:29:59", 0),
            ("2026-11-27 08:30:00", 1),
            ("2026-11-27 08:35:00", 1),
            ("2026-11-28 08:35:00", 1),  # Saturday
            ("2026-11-30 08:30:00", 2),
        ):
            with self.subTest(now=now), freeze_time(now):
                self._send_due()
                self.assertEqual(len(self._get_runs(schedule)), runs)

    def test_what_was_missed_is_made_up_for_once(self):
        with freeze_time("2026-11-23 00:00:00"):
            schedule = self._create_schedule()
        with freeze_time("2026-11-27 07:00:00"):  # down since Monday
            for _ in range(2):
                self._send_due()
            self.assertRecordValues(
                self._get_runs(schedule),
                [{"due_at": datetime(2026, 11, 26, 8, 30), "state": "sent"}],
            )
            self.assertEqual(schedule.next_run, datetime(2026, 11, 27, 8, 30))

    def test_a_holiday_that_was_entered_late(self):
        with freeze_time("2026-11-26 10:00:00"):
            schedule = self._create_schedule()
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-11-26 16:00:00",
                "date_to": "2026-11-27 15:59:59",
            }
        )
        with freeze_time("2026-11-27 08:30:00"):
            self._send_due()
        self.assertFalse(self._get_runs(schedule))
        self.assertEqual(schedule.next_run, datetime(2026, 11, 30, 8, 30))

    def test_periods(self):
        schedule = self._create_schedule(period_days=10)
        for period, days in (
            ("today", ("2026-11-28", "2026-11-28")),
            ("yesterday", ("2026-11-27", "2026-11-27")),
            ("this_week", ("2026-11-23", "2026-11-29")),
            ("last_week", ("2026-11-16", "2026-11-22")),
            ("this_month", ("2026-11-01", "2026-11-30")),
            ("last_month", ("2026-10-01", "2026-10-31")),
            ("this_quarter", ("2026-10-01", "2026-12-31")),
            ("last_quarter", ("2026-07-01", "2026-09-30")),
            ("this_year", ("2026-01-01", "2026-12-31")),
            ("last_year", ("2025-01-01", "2025-12-31")),
            ("last_days", ("2026-11-18", "2026-11-27")),
            ("next_days", ("2026-11-29", "2026-12-08")),
        ):
            schedule.period = period
            # the 28th in Shanghai, the 27th in Greenwich
            result = schedule._get_period(datetime(2026, 11, 27, 17, 0))
            with self.subTest(period=period):
                self.assertEqual(tuple(map(str, result)), days)

    # ------------------------------------------------------------
    # WHAT AND TO WHOM
    # ------------------------------------------------------------

    def test_the_workbook_goes_to_the_recipients_and_is_kept(self):
        with freeze_time("2026-11-27 08:00:00"):
            order = self._create_order()
            schedule = self._create_schedule(
                sheets=(ORDERS, CHECKS), email_to="chairman@example.com"
            )
        with freeze_time("2026-11-27 08:30:00"):
            self._send_due()
        run = self._get_runs(schedule)
        self.assertRecordValues(
            run,
            [
                {
                    "state": "sent",
                    "row_count": 1,
                    "file_name": "Daily 2026-11-27.xlsx",
                    "is_manual": False,
                }
            ],
        )
        mail = self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(mail.recipient_ids, self.executive.partner_id)
        self.assertEqual(mail.email_to, "chairman@example.com")
        self.assertEqual(mail.attachment_ids.name, run.file_name)
        self.assertEqual(mail.attachment_ids.raw, b64decode(run.file))
        book = load_workbook(BytesIO(mail.attachment_ids.raw))
        self.assertEqual(book.sheetnames, ["Orders", "Payment checks"])
        self.assertIn(order.name, [row[0].value for row in book["Orders"].rows])
        run.with_user(self.executive).action_download()
        with self.assertRaises(AccessError):
            run.with_user(self.finance_checker).action_download()

    def test_every_sheet_has_what_its_columns_say(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._create_check(self._create_order())
        self._create_contract()
        sheets = self.env["back.office.sheet"].with_user(self.supervisor)
        names = sheets._get_sheets()
        self.assertGreaterEqual(len(names), 7)
        for name in names:
            sheet = sheets.env[name].with_context(lang="zh_CN", tz="Asia/Shanghai")
            columns = sheet._get_columns()
            with self.subTest(sheet=name):
                for column in columns:
                    self.assertNotRegex(column.label, "[A-Za-z]{3}")
                for period in (None, (date(2026, 11, 1), date(2026, 11, 30))):
                    for row in sheet._get_rows(period):
                        self.assertEqual(len(row), len(columns))

    def test_now_and_preview_give_the_same_file(self):
        self._create_order()
        schedule = self._create_schedule(period="all")
        with freeze_time("2026-11-27 08:00:00"):
            schedule.action_send_now()
            _name, preview, _count = schedule._make_file(datetime(2026, 11, 27, 8, 0))
        run = self._get_runs(schedule)
        self.assertTrue(run.is_manual)
        sent, looked_at = (
            [
                [cell.value for cell in row]
                for row in load_workbook(BytesIO(content)).active.rows
            ]
            for content in (b64decode(run.file), preview)
        )
        self.assertEqual(sent, looked_at)

    def test_the_action_menu_sends(self):
        schedule = self._create_schedule()
        action = self.env.ref("sales_back_office.back_office_schedule_action_send")
        action.with_user(self.supervisor).with_context(
            active_model=schedule._name, active_ids=schedule.ids, active_id=schedule.id
        ).run()
        self.assertEqual(self._get_runs(schedule).state, "sent")

    def test_nothing_is_sent_when_there_is_nothing(self):
        schedule = self._create_schedule(skip_empty=True)
        with freeze_time("2020-11-27 08:30:00"):
            schedule.action_send_now()
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "empty")
        self.assertFalse(
            self.env["mail.mail"].search_count(
                [("model", "=", run._name), ("res_id", "=", run.id)]
            )
        )

    def test_a_filter_narrows_a_sheet(self):
        small, large = self._create_order(), self._create_order(quantity=3)
        schedule = self._create_schedule(period="all")
        schedule.line_ids.domain = "[('amount_total', '>', 100000)]"
        names = self._get_first_column(schedule)
        self.assertIn(large.name, names)
        self.assertNotIn(small.name, names)
        for domain in ("[('nothing', '=', 1)]", "__import__('os')", "[(", "5"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "cannot be read"),
            ):
                schedule.line_ids.domain = domain

    # ------------------------------------------------------------
    # WHOSE RIGHTS
    # ------------------------------------------------------------

    def test_recipients_get_what_the_owner_may_see(self):
        other = self._create_order()
        own = self._create_order(user_id=self.salesperson.id)
        schedule = self._create_schedule(period="all")
        self.assertIn(other.name, self._get_first_column(schedule))
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        names = self._get_first_column(schedule)
        self.assertIn(own.name, names)
        self.assertNotIn(other.name, names)

    def test_orders_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        self.env.user.company_ids += other
        self.supervisor.company_ids += other
        orders = self.env["sale.order"].with_company(other)
        hidden = orders.create({"partner_id": self.customer.id, "state": "sale"})
        names = self._get_first_column(self._create_schedule(period="all"))
        self.assertNotIn(hidden.name, names)

    def test_an_owner_without_rights_is_told(self):
        schedule = self._create_schedule(sheets=(CHECKS,))
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        self._make_due(schedule)
        with self.assertLogs("odoo.addons.sales_back_office", "ERROR"):
            self._send_due()
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "failed")
        self.assertIn("not allowed to access", run.error)
        self.assertTrue(schedule.next_run)
        told = self.env["mail.message"].search(
            [("subject", "=", "Daily could not be made")]
        )
        self.assertEqual(told.partner_ids, self.salesperson.partner_id)

    def test_only_a_manager_sets_another_owner(self):
        schedule = self._create_schedule()
        with self.assertRaisesRegex(UserError, "Only a back office manager"):
            schedule.owner_id = self.executive
        with self.assertRaises(AccessError):
            self._create_schedule(owner_id=self.executive.id)
        schedule.with_user(self.back_office_manager).owner_id = self.executive

    def test_schedules_are_their_owners(self):
        schedule = self._create_schedule()
        for user in (self.finance_checker, self.order_clerk, self.salesperson):
            for method in ("action_send_now", "action_download"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(schedule.with_user(user), method)()

    def test_it_stops_when_its_owner_leaves(self):
        schedule = self._create_schedule()
        self._make_due(schedule)
        self.supervisor.active = False
        self._send_due()
        self.assertFalse(schedule.active)
        self.assertFalse(self._get_runs(schedule))
        told = self.env["mail.message"].search(
            [("subject", "=", "Daily is no longer sent")]
        )
        self.assertIn(self.back_office_manager.partner_id, told.partner_ids)
        with self.assertRaisesRegex(UserError, "no owner any more"):
            schedule.with_user(self.back_office_manager).action_send_now()

    def test_facts_are_not_typed_in(self):
        schedule = self._create_schedule()
        schedule.action_send_now()
        run = self._get_runs(schedule).with_user(self.env.user)
        for record, values in (
            (schedule, {"next_run": "2020-01-01"}),
            (run, {"state": "sent"}),
            (run, {"file": b"eA=="}),
        ):
            with self.assertRaisesRegex(AccessError, "cannot be filled in by hand"):
                record.write(values)

    def test_somebody_must_get_it(self):
        schedule = self._create_schedule(user_ids=False)
        with self.assertRaisesRegex(UserError, "to whom Daily is to be sent"):
            schedule.action_send_now()

    # ------------------------------------------------------------
    # ONCE
    # ------------------------------------------------------------

    def test_a_time_has_one_report(self):
        schedule = self._create_schedule()
        moment = datetime(2026, 11, 27, 8, 30)
        schedule._run(moment)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            schedule._run(moment)

    def test_one_that_fails_does_not_stop_the_others(self):
        schedules = self._create_schedule(), self._create_schedule(name="Weekly")
        for schedule in schedules:
            self._make_due(schedule)
        make_file = type(schedule)._make_file

        def fail(self, moment):
            if self.name == "Daily":
                raise RuntimeError("No space left")
            return make_file(self, moment)

        with (
            patch.object(type(schedule), "_make_file", fail),
            self.assertLogs("odoo.addons.sales_back_office", "ERROR"),
        ):
            self._send_due()
        states = [self._get_runs(schedule).state for schedule in schedules]
        self.assertEqual(states, ["failed", "sent"])

    # ------------------------------------------------------------

    def _create_schedule(self, sheets=(ORDERS,), **values):
        """A daily report at half past four, of the supervisor for the executive."""
        schedule = (
            self.env["back.office.schedule"]
            .with_user(self.supervisor)
            .create(
                {
                    "name": "Daily",
                    "tz": "Asia/Shanghai",
                    "user_ids": [Command.set(self.executive.ids)],
                    "line_ids": [Command.create({"sheet": sheet}) for sheet in sheets],
                    **values,
                }
            )
        )
        schedule.flush_recordset()  # the next time counts from now
        return schedule

    def _make_due(self, schedule):
        schedule.sudo()._write_sealed({"next_run": "2026-01-05 00:00:00"})

    def _send_due(self):
        self._run_cron("back.office.schedule", "_cron_send_due")

    def _get_runs(self, schedule):
        return schedule.sudo().run_ids

    def _get_first_column(self, schedule):
        _name, content, _count = schedule._make_file(datetime(2026, 11, 27, 8, 0))
        sheet = load_workbook(BytesIO(content)).active
        return [row[0].value for row in sheet.rows]

    def assertDue(self, schedule, *times):
        due = schedule._get_due_times(datetime.now())
        self.assertEqual([str(next(due)) for _ in times], list(times))
