"""A report in the browser: set up, looked at, sent, and found again."""

from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.tests import HttpCase

from .reporting_case import ReportingCase


class TestReportingTour(ReportingCase, HttpCase):
    def test_the_supervisor_sends_a_report_to_herself(self):
        order = self._create_order()
        schedules = self.env.registry["back.office.schedule"]
        write_file, made = schedules._write_file, []

        def write(schedule, *arguments):
            made.append(schedule.name)
            return write_file(schedule, *arguments)

        with patch.object(schedules, "_write_file", write):
            self.start_tour(
                "/odoo/action-sales_back_office.back_office_schedule_action",
                "sales_back_office_report",
                login="supervisor",
            )
        self.assertEqual(made, ["Evening report"] * 2)  # looked at, and sent
        self.env.invalidate_all()
        run = self.env["back.office.run"].search([])
        self.assertRecordValues(run, [{"state": "sent", "is_manual": True}])
        mail = self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(mail.subject, "Evening report: 1")
        self.assertEqual(mail.recipient_ids, self.supervisor.partner_id)
        names = [row[0].value for row in self._load(mail.attachment_ids.raw)]
        self.assertIn(order.name, names)

    def test_a_preview_is_streamed_to_whoever_may_change_the_schedule(self):
        order = self._create_order()
        schedule = self._create_schedule(period="all")
        url = f"/sales_back_office/schedule/{schedule.id}/preview.xlsx"
        self.authenticate("supervisor", "supervisor")
        response = self.url_open(url)
        response.raise_for_status()
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))
        self.assertIn("Daily", response.headers["Content-Disposition"])
        names = [row[0].value for row in self._load(response.content)]
        self.assertIn(order.name, names)
        self.assertFalse(self._get_runs(schedule))
        for login in ("order_clerk", "executive"):
            self.authenticate(login, login)
            with self.subTest(login):
                self.assertEqual(self.url_open(url).status_code, 403)

    def test_a_file_is_downloaded_by_those_who_got_it(self):
        schedule = self._create_schedule()
        schedule.action_send_now()
        run = self._get_runs(schedule)
        url = run.with_user(self.executive).action_download()["url"]
        for login, status in (("executive", 200), ("finance_checker", 404)):
            self.authenticate(login, login)
            with self.subTest(login):
                response = self.url_open(url)
                self.assertEqual(response.status_code, status)
        self.authenticate("executive", "executive")
        self.assertEqual(self._load(self.url_open(url).content).title, "Orders")

    # ------------------------------------------------------------

    def _load(self, content):
        return load_workbook(BytesIO(content)).active
