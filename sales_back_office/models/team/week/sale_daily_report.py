from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import date_utils


class SaleDailyReport(models.Model):
    """The report on a week: its summary is written from the days (duty 25)."""

    _inherit = "sale.daily.report"

    summary = fields.Text(string="Summary of the week")
    day_ids = fields.Many2many(
        "sale.daily.report",
        string="Days of the week",
        compute="_compute_day_ids",
        help="What was reported day by day: write the summary of the week from it.",
    )

    @api.depends("company_id", "user_id", "kind", "date")
    def _compute_day_ids(self):
        weeks = self.filtered(lambda report: report.kind == "week" and report.date)
        dates = weeks.mapped("date") or [date(1, 1, 1)]
        days = self.search(
            [
                ("kind", "=", "day"),
                ("company_id", "in", weeks.company_id.ids),
                ("user_id", "in", weeks.user_id.ids),
                ("date", ">=", min(dates)),
                ("date", "<=", max(dates) + timedelta(6)),
            ],
            order="date",
        )
        (self - weeks).day_ids = False
        for week in weeks:
            week.day_ids = days.filtered(week._has_day)

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["kind", "date"])
        for vals in vals_list:
            if vals.get("kind", defaults["kind"]) == "week":
                day = fields.Date.to_date(vals.get("date", defaults["date"]))
                # Without a date the field itself is asked for.
                vals["date"] = day and date_utils.start_of(day, "week")
        return super().create(vals_list)

    def action_open_week(self):
        """Open the weekly report of the salesperson; it is made when there is none.

        :return: window action on `sale.daily.report`
        :raise AccessError: unless there is one, or the report is the user's own
        """
        self.ensure_one()
        week = self._get_or_make(self.company_id, "week", self.date, self.user_id)
        return {**self._get_window("sale_daily_report_action_mine"), "res_id": week.id}

    def _has_day(self, report):
        """Whether another report is of a day of this week, by the same person."""
        first, last = self._get_days()
        return (
            report.user_id == self.user_id
            and report.company_id == self.company_id
            and first <= report.date <= last
        )
