"""What was sent is kept, for those whom it was for."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .reporting_case import ReportingCase


class TestReportingArchive(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_user("supervisor_2", "supervisor")

    def test_a_report_stays_with_those_whom_it_was_for(self):
        schedule = self._create_schedule()
        run = self._send(schedule)
        self.assertRecordValues(
            run,
            [
                {
                    "company_id": self.company.id,
                    "owner_id": self.supervisor.id,
                    "user_ids": self.executive.ids,
                }
            ],
        )
        schedule.with_user(self.back_office_manager).write(
            {
                "owner_id": self.other.id,
                "user_ids": [Command.set(self.finance_checker.ids)],
            }
        )
        later = self._send(schedule.with_user(self.other))
        for user, seen in (
            (self.supervisor, run),
            (self.executive, run),
            (self.other, later),
            (self.finance_checker, later),
            (self.back_office_manager, run | later),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(run.with_user(user).search([]).sudo(), seen)
                for hidden in (run | later) - seen:
                    with self.assertRaises(AccessError):
                        hidden.with_user(user).action_download()
                for shown in seen:
                    shown.with_user(user).action_download()

    def test_whoever_gets_a_report_can_open_it(self):
        run = self._send(self._create_schedule())
        for user in (self.executive, self.supervisor, self.back_office_manager):
            with self.subTest(user=user.login):
                self.env.invalidate_all()  # nobody profits from what others may read
                seen = run.with_user(user)
                self.assertEqual(Form(seen).sent_to, "Executive")
                self.assertEqual(seen.display_name, "Daily 11/27/2026")

    def test_so_does_one_that_failed(self):
        schedule = self._create_schedule(line_ids=False)
        self._make_due(schedule)
        with self.assertLogs("odoo.addons.sales_back_office", "WARNING"):
            self._send_due()
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "failed")
        schedule.with_user(self.back_office_manager).owner_id = self.other
        self.assertFalse(run.with_user(self.other).search([]))
        self.assertIn("Choose at least one sheet", run.with_user(self.supervisor).error)

    def test_for_whom_it_was_is_a_fact(self):
        run = self._send(self._create_schedule()).with_user(self.env.user)
        for values in (
            {"owner_id": self.other.id},
            {"user_ids": [Command.link(self.other.id)]},
            {"company_id": self.env["res.company"].create({"name": "Beihai"}).id},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
            ):
                run.write(values)

    def test_a_schedule_with_reports_stays_in_its_company(self):
        beihai = self.env["res.company"].create({"name": "Beihai Trailers"})
        self.supervisor.company_ids += beihai
        schedule = self._create_schedule().with_context(
            allowed_company_ids=(self.company | beihai).ids
        )
        schedule.company_id = beihai
        schedule.company_id = self.company
        self._send(schedule)
        with (
            self.assertRaisesRegex(ValidationError, "reports of Xinghe.*Duplicate it"),
            self.env.cr.savepoint(),
        ):
            schedule.company_id = beihai
        copy = schedule.copy({"company_id": beihai.id})
        self.assertFalse(copy.run_count)

    def test_a_schedule_with_reports_is_archived_and_not_deleted(self):
        schedule = self._create_schedule()
        run = self._send(schedule)
        for user in (self.supervisor, self.back_office_manager):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(UserError, "Archive it instead"),
                self.env.cr.savepoint(),
            ):
                schedule.with_user(user).unlink()
        schedule.active = False
        self.assertEqual(schedule.run_count, 1)
        self.assertTrue(run.file)
        unused = self._create_schedule()
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_a_manager_duplicates_one_for_another_company(self):
        beihai = self.env["res.company"].create({"name": "Beihai Trailers"})
        beihai.resource_calendar_id.attendance_ids.unlink()
        self.back_office_manager.company_ids += beihai
        schedule = self._create_schedule()
        schedule.sudo()._write_sealed({"is_daily_workbook": True})
        run = self._send(schedule)
        copy = schedule.with_user(self.back_office_manager).with_context(
            allowed_company_ids=(self.company | beihai).ids
        )
        copy = copy.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "name": "Daily (copy)",
                    "owner_id": self.back_office_manager.id,
                    "user_ids": schedule.user_ids.ids,
                    "is_daily_workbook": False,
                    "run_count": 0,
                }
            ],
        )
        self.assertEqual(
            copy.line_ids.mapped("sheet"), schedule.line_ids.mapped("sheet")
        )
        self.assertTrue(copy.next_run)
        copy.company_id = beihai
        self.env.flush_all()
        self.assertFalse(copy.next_run)  # nobody works there yet
        made = self._send(copy)
        self.assertEqual(made.company_id, beihai)
        self.assertEqual(self._get_runs(schedule), run)

    # ------------------------------------------------------------

    def _send(self, schedule):
        """Send it now, and give back what was made."""
        before = self._get_runs(schedule)
        with freeze_time("2026-11-27 08:30:00"):
            schedule.action_send_now()
        schedule.invalidate_recordset()
        return self._get_runs(schedule) - before
