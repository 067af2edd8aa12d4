"""When a report is due, and the days that it is about."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command

from .reporting_case import ReportingCase


class TestReportingClock(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.earlier = cls.env["ir.cron.trigger"].search([])

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

    def test_three_times_of_a_year_are_seen(self):
        for frequency in ("working", "weekday", "month", "quarter", "year"):
            schedule = self._create_schedule(frequency=frequency)
            with self.subTest(frequency):
                self.assertEqual(len(schedule.next_times.splitlines()), 3)

    def test_the_server_wakes_up_at_that_very_minute(self):
        with freeze_time("2026-11-27 08:00:00"):
            schedules = self._create_schedule() | self._create_schedule()
            self.assertWakes("2026-11-27 08:30:00")
            schedules[0].send_time = 17.25
            schedules.flush_recordset()
            self.assertWakes("2026-11-27 08:30:00", "2026-11-27 09:15:00")
            schedules.name = "Every day"
            schedules.new({"name": "Not yet", "send_time": 18}).mapped("next_times")
            self.env.flush_all()
            self.assertWakes("2026-11-27 08:30:00", "2026-11-27 09:15:00")
        with freeze_time("2026-11-27 08:30:00"):
            self._send_due()
            self.assertWakes("2026-11-27 08:30:00", "2026-11-27 09:15:00")
        with freeze_time("2026-11-27 09:15:00"):
            self._send_due()
            self.assertWakes(
                *("2026-11-27 08:30:00", "2026-11-27 09:15:00"),
                "2026-11-30 08:30:00",
            )

    def test_it_wakes_up_once_however_many_are_due(self):
        with freeze_time("2026-11-27 08:00:00"):
            for number in range(5):
                self._create_schedule(name=f"Daily {number}")
        with freeze_time("2026-11-27 08:30:00"):
            self._send_due()
        self.assertWakes("2026-11-27 08:30:00", "2026-11-30 08:30:00")

    def test_what_becomes_due_during_a_pass_is_not_left_for_the_next(self):
        with freeze_time("2026-11-27 08:00:00"):
            first = self._create_schedule()
            second = self._create_schedule(send_time=16 + 31 / 60)
        do_at = type(first)._do_at
        with freeze_time("2026-11-27 08:30:00") as clock:

            def take_a_minute(schedule, due_at):
                clock.move_to("2026-11-27 08:31:00")
                do_at(schedule, due_at)

            with patch.object(type(first), "_do_at", take_a_minute):
                self._send_due()
        self.assertEqual(len(self._get_runs(first)), 1)
        self.assertFalse(self._get_runs(second))
        own, again = "2026-11-27 08:31:00", "2026-11-27 08:31:00"
        self.assertWakes("2026-11-27 08:30:00", own, again)

    def test_what_cannot_be_done_is_not_tried_without_end(self):
        with freeze_time("2026-11-27 08:00:00"):
            schedule = self._create_schedule()
        with (
            freeze_time("2026-11-27 08:30:05"),
            patch.object(type(schedule), "_do_due", side_effect=OSError),
            self.assertLogs("odoo.addons.sales_back_office", "ERROR"),
        ):
            self._send_due()
        self.assertWakes("2026-11-27 08:30:00")

    def test_it_wakes_up_when_the_working_days_change(self):
        with freeze_time("2026-11-27 10:00:00"):
            self._create_schedule()
            saturday = {"name": "Saturday", "dayofweek": "5"}
            self.company.resource_calendar_id.attendance_ids = [
                Command.create({**saturday, "hour_from": 8, "hour_to": 17})
            ]
            self.env.flush_all()
        self.assertWakes("2026-11-28 08:30:00", "2026-11-30 08:30:00")

    def test_the_clock_goes_on_without_its_job(self):
        self.env.ref("sales_back_office.ir_cron_send_due").unlink()
        with freeze_time("2026-11-27 08:00:00"):
            schedule = self._create_schedule()
            self.assertEqual(schedule.next_run, datetime(2026, 11, 27, 8, 30))

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

    def assertWakes(self, *moments):
        """The job comes at these moments, asked to once for each."""
        cron = self.env.ref("sales_back_office.ir_cron_send_due")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("call_at", ">=", "2026-11-27")],
            order="call_at",
        )
        triggers -= self.earlier
        self.assertEqual([*map(str, triggers.mapped("call_at"))], [*moments])

    def assertDue(self, schedule, *times):
        due = schedule._get_due_times(datetime.now())
        self.assertEqual([str(next(due)) for _ in times], list(times))
