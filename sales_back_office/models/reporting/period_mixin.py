from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import date_utils


class PeriodMixin(models.AbstractModel):
    """The days that a report is about, told from the day on which it is made.

    A model that inherits this one says in which time zone a day begins (`tz`).
    """

    _name = "period.mixin"
    _description = "Period of a report"

    period = fields.Selection(
        [
            ("today", "Today"),
            ("yesterday", "Yesterday"),
            ("this_week", "This week"),
            ("last_week", "Last week"),
            ("this_month", "This month"),
            ("last_month", "Last month"),
            ("this_quarter", "This quarter"),
            ("last_quarter", "Last quarter"),
            ("this_year", "This year"),
            ("last_year", "Last year"),
            ("last_days", "Last days"),
            ("next_days", "Next days"),
            ("all", "All"),
        ],
        required=True,
        default="today",
    )
    period_days = fields.Integer(string="Number of days", default=7)

    _days_are_some = models.Constraint(
        "CHECK (period_days BETWEEN 1 AND 3660)",
        "Enter how many days the report covers: from 1 to 3660, which is ten years.",
    )

    def _get_day(self, moment):
        """The day of a moment in UTC, where the report is at home."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.tz)).date()

    def _get_period(self, moment):
        """First and last day of what the report is about, or None for all.

        :param datetime moment: at which it is made, in UTC
        """
        today = self._get_day(moment)
        if self.period == "all":
            return None
        if self.period == "today":
            return today, today
        if self.period == "yesterday":
            return today - timedelta(1), today - timedelta(1)
        if self.period == "last_days":
            return today - timedelta(self.period_days), today - timedelta(1)
        if self.period == "next_days":
            return today + timedelta(1), today + timedelta(self.period_days)
        which, unit = self.period.split("_")
        if which == "last":
            step = {"months": 3} if unit == "quarter" else {f"{unit}s": 1}
            today -= relativedelta(**step)
        return date_utils.start_of(today, unit), date_utils.end_of(today, unit)
