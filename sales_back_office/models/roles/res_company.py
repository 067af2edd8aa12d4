from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pytz import timezone

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # The ladder of `reminder.mixin`: days since the first day of a reminder.
    reminder_responsible_days = fields.Integer(
        string="Days until the responsible person is told", default=0
    )
    reminder_head_days = fields.Integer(
        string="Days until the head of the team is told", default=2
    )
    reminder_supervisor_days = fields.Integer(
        string="Days until the supervisor is told", default=5
    )
    reminder_supervisor_id = fields.Many2one(
        "res.users",
        string="Supervisor who is told",
        ondelete="set null",
        help="Empty: everyone who holds the role of a supervisor.",
    )

    _reminder_days = models.Constraint(
        """CHECK (0 <= reminder_responsible_days
                  AND reminder_responsible_days <= reminder_head_days
                  AND reminder_head_days <= reminder_supervisor_days)""",
        "Reminders go up the ladder: the head of the team is told no sooner than the"
        " responsible person, the supervisor no sooner than the head.",
    )

    def _get_reminder_supervisors(self):
        """Whoever stands on the last step of the ladder.

        :return: active ``res.users``
        """
        self.ensure_one()
        chosen = self.reminder_supervisor_id.filtered("active")
        users = self.env["res.users"]
        return chosen or users._get_back_office_users("supervisor", self)

    def _get_zone(self):
        """The time zone of the company: that of its address, else that of its working
        hours. `sale.figure.mixin` says the same in SQL.

        :return: name of the zone, UTC where nobody has said
        """
        self.ensure_one()
        # sudo: which day it is must not depend on who may read the company's calendar.
        company = self.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _get_today(self):
        """The day it is where the company is.

        A record that is being entered may have no company yet: then the user's counts.
        """
        company = self or self.env.company
        return fields.Date.context_today(self.with_context(tz=company._get_zone()))

    def _get_working_days(self, first, last):
        """Days on which the company works: its calendar, without public holidays.

        :param date first: first day that is looked at
        :param date last: last day that is looked at
        :return: set of dates; every day, when the company has no calendar
        """
        self.ensure_one()
        # sudo: whoever plans a day need not read the calendar of the company.
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return {first + timedelta(days) for days in range((last - first).days + 1)}
        name = self._get_zone()
        zone = ZoneInfo(name)
        begin = datetime.combine(first, time.min, zone)
        end = datetime.combine(last + timedelta(1), time.min, zone)
        # The hours of the calendar are those where the company is.
        intervals = calendar._work_intervals_batch(begin, end, tz=timezone(name))[False]
        return {start.astimezone(zone).date() for start, *__ in intervals}

    def _get_last_working_day(self, before):
        """The last day before another on which the company worked.

        :param date before: the day that follows it
        :return: date; the day before, when the company has not worked for a month
        """
        yesterday = before - timedelta(1)
        working = self._get_working_days(yesterday - timedelta(30), yesterday)
        return max(working, default=yesterday)
