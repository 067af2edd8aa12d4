"""Reports for a company in Shanghai, which keeps the National Day."""

from datetime import datetime
from io import BytesIO

from openpyxl import load_workbook

from odoo.fields import Command

from .common import BackOfficeCase

ORDERS = "back.office.sheet.order"
CHECKS = "back.office.sheet.payment.check"


class ReportingCase(BackOfficeCase):
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
        self.env.flush_all()
        self.env.invalidate_all()
        self._run_cron("back.office.schedule", "_cron_send_due")

    def _get_runs(self, schedule):
        return schedule.sudo().run_ids

    def _get_first_column(self, schedule):
        sheet = self._open_file(schedule).active
        return [row[0].value for row in sheet.rows]

    def _open_file(self, schedule, moment=datetime(2026, 11, 27, 8, 0)):
        """The workbook as it would be sent."""
        self.env.flush_all()
        self.env.invalidate_all()  # nobody profits from what others may read
        file = BytesIO()
        schedule._write_file(file, moment)
        return load_workbook(file)
