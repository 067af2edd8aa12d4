"""A day of the sales team in the browser: the clerk at the desk, the salesperson on a
phone, the supervisor."""

from datetime import timedelta

from odoo.tests import HttpCase

from .common import BackOfficeCase


class TestTeamTour(BackOfficeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()
        # the first row of the stand-up
        cls.salesperson.name = "A. Zhang"

    def test_the_address_of_the_stand_up_shows_one_day(self):
        targets = self.env["sale.target"].with_user(self.order_clerk)
        for period in ("day", "month", "year"):
            targets.create(
                {
                    "user_id": self.salesperson.id,
                    "period": period,
                    "date": self.company._get_today() - timedelta(40),
                }
            )
        targets.action_stand_up()
        self._tour("stand_up_address", "sale_target_action_stand_up", "order_clerk")

    def test_on_a_free_day_nothing_is_kept_until_it_is_written(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        reports = self.env["sale.daily.report"]
        page = "sale_daily_report_action_server_mine"
        self._tour("free_day", page, "salesperson")
        self.assertFalse(reports.search([]))
        self._tour("free_day_written", page, "salesperson")
        self.assertRecordValues(
            reports.search([]),
            [
                {
                    "user_id": self.salesperson.id,
                    "state": "submitted",
                    "done": "Trade fair in Kunming",
                }
            ],
        )

    def test_a_day_of_the_team(self):
        self.company.resource_calendar_id = False  # each day is a working day
        self._tour("stand_up", "sale_target_action_server_stand_up", "order_clerk")
        targets = self.env["sale.target"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            targets.sorted(lambda target: target.user_id.name),
            [
                {
                    "user_id": self.salesperson.id,
                    "target_ordered": 60000.0,
                    "target_collected": 50000.0,
                    "target_visits": 4,
                },
                {
                    "user_id": self.salesperson_2.id,
                    "target_ordered": 30000.0,
                    "target_collected": 0.0,
                    "target_visits": 0,
                },
            ],
        )

        self.browser_size, self.touch_enabled = "390x844", True
        self._tour("report", "sale_daily_report_action_server_mine", "salesperson")
        self.browser_size, self.touch_enabled = "1366x768", False
        report = self.env["sale.daily.report"].search(
            [("user_id", "=", self.salesperson.id)]
        )
        self.assertRecordValues(
            report,
            [
                {
                    "state": "submitted",
                    "done": "Offer for Lijiang",
                    "problems": "They want it within a week",
                    "tomorrow": "Collect the deposit",
                    "visits": 3,
                    "target_ordered": 60000.0,
                }
            ],
        )

        self._tour("comment", "sale_daily_report_action", "supervisor")
        self.assertEqual(report.comment, "Visit Guilin first")

    def _tour(self, name, page, login):
        self.start_tour(
            f"/odoo/action-sales_back_office.{page}",
            f"sales_back_office_team_{name}",
            login=login,
        )
        self.env.invalidate_all()
