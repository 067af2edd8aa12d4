"""The working days change after a report was planned: it follows them."""

from datetime import UTC, datetime

from freezegun import freeze_time

from odoo.fields import Command

from .reporting_case import ReportingCase


class TestReportingWorkingTime(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.company.resource_calendar_id
        cls.keeper = cls._create_user("keeper", "order_clerk")
        cls.keeper.group_ids += cls.env.ref("base.group_system")

    def setUp(self):
        super().setUp()
        clock = freeze_time("2026-11-27 10:00:00")  # Friday, 18:00 in Shanghai
        clock.start()
        self.addCleanup(clock.stop)

    def test_a_saturday_becomes_a_working_day(self):
        schedule = self._create_schedule()
        self.assertNext(schedule, "2026-11-30 08:30:00")
        saturday = {
            "name": "Saturday",
            "dayofweek": "5",
            "hour_from": 8,
            "hour_to": 17,
        }
        calendar = self.calendar.with_user(self.keeper)
        calendar.attendance_ids = [Command.create(saturday)]
        self.assertNext(schedule, "2026-11-28 08:30:00")
        day = calendar.attendance_ids.filtered(lambda day: day.dayofweek == "5")
        day.dayofweek = "6"
        self.assertNext(schedule, "2026-11-29 08:30:00")
        day.unlink()
        self.assertNext(schedule, "2026-11-30 08:30:00")

    def test_a_holiday_is_entered_moved_and_deleted(self):
        schedule = self._create_schedule()
        holiday = self._create_leave("2026-11-30")
        self.assertNext(schedule, "2026-12-01 08:30:00")
        holiday.write(
            {"date_from": "2026-11-30 16:00:00", "date_to": "2026-12-01 15:59:59"}
        )
        self.assertNext(schedule, "2026-11-30 08:30:00")
        holiday.write(
            {"date_from": "2026-11-29 16:00:00", "date_to": "2026-11-30 15:59:59"}
        )
        self.assertNext(schedule, "2026-12-01 08:30:00")
        person = self.env["resource.resource"].create(
            {"name": "Li", "calendar_id": self.calendar.id}
        )
        holiday.resource_id = person
        self.assertNext(schedule, "2026-11-30 08:30:00")
        holiday.resource_id = False
        self.assertNext(schedule, "2026-12-01 08:30:00")
        holiday.unlink()
        self.assertNext(schedule, "2026-11-30 08:30:00")

    def test_the_company_changes_to_another_calendar(self):
        schedule = self._create_schedule()
        saturdays = self.calendar.copy({"name": "Saturdays"})
        saturdays.attendance_ids.filtered(lambda day: day.dayofweek != "0").unlink()
        saturdays.attendance_ids.dayofweek = "5"
        self.assertNext(schedule, "2026-11-30 08:30:00")
        self.company.resource_calendar_id = saturdays
        self.assertNext(schedule, "2026-11-28 08:30:00")

    def test_what_is_due_stays_so(self):
        schedule = self._create_schedule()
        self._make_due(schedule)
        self._create_leave("2026-11-30")
        self.assertNext(schedule, "2026-01-05 00:00:00")

    def test_other_days_are_none_of_its_business(self):
        schedule = self._create_schedule(frequency="month")
        archived = self._create_schedule(active=False)
        self._create_leave("2026-12-01")
        self.assertNext(schedule, "2026-12-01 08:30:00")
        self.assertFalse(archived.next_run)

    # ------------------------------------------------------------

    def _create_leave(self, day):
        """A holiday of all on a day in Shanghai."""
        start = datetime.fromisoformat(f"{day} 00:00:00+08:00")
        return (
            self.env["resource.calendar.leaves"]
            .with_user(self.keeper)
            .create(
                {
                    "name": "Holiday",
                    "calendar_id": self.calendar.id,
                    "company_id": self.company.id,
                    "date_from": self._to_utc(start),
                    "date_to": self._to_utc(start.replace(hour=23, minute=59)),
                }
            )
        )

    def _to_utc(self, moment):
        return moment.astimezone(UTC).replace(tzinfo=None)

    def assertNext(self, schedule, moment):
        self.env.flush_all()
        self.assertEqual(str(schedule.sudo().next_run), moment)
