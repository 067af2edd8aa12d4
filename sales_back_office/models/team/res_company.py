from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

# Whoever took an order in so many days sells, where nobody is in a sales team.
DAYS_OF_SELLING = 90


class ResCompany(models.Model):
    _inherit = "res.company"

    daily_report_cutoff = fields.Float(
        string="Cut-off of the daily reports",
        required=True,
        default=16.5,
        help="Reports that are submitted later are late.",
    )
    daily_report_reminder = fields.Integer(
        string="Minutes before the cut-off",
        required=True,
        default=30,
        help="Whoever has not submitted a report is reminded then.",
    )

    _daily_report_cutoff = models.Constraint(
        "CHECK (daily_report_cutoff > 0 AND daily_report_cutoff < 24)",
        "The cut-off is a time of the day: enter one from 0:01 to 23:59.",
    )
    _daily_report_reminder = models.Constraint(
        "CHECK (daily_report_reminder BETWEEN 0 AND daily_report_cutoff * 60)",
        "Salespeople are reminded before the cut-off, on the same day: enter no minutes"
        " below zero, and no more than the day has until then.",
    )

    def _get_salespeople(self):
        """Whoever sells for the company: the members of its sales teams.

        Where it has no team of its own, the members of the teams that all companies
        share; where there are none, whoever took an order in the last three months.

        :return: active ``res.users``, by name
        """
        self.ensure_one()
        # sudo: who reports is the company's business; a clerk need not read teams.
        members = self.env["crm.team.member"].sudo()
        members = members.search(
            [
                ("crm_team_id.active", "=", True),
                ("crm_team_id.company_id", "in", (self.id, False)),
                ("user_id.active", "=", True),
                ("user_id.company_ids", "in", self.ids),
            ]
        )
        own = members.filtered("crm_team_id.company_id")
        users = (own or members).user_id or self._get_order_takers()
        return self.env["res.users"].browse(users.sorted("name").ids)

    def _get_order_takers(self):
        since = fields.Datetime.now() - timedelta(DAYS_OF_SELLING)
        # sudo: only the names, and only of those who sell.
        groups = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.id),
                    ("state", "=", "sale"),
                    ("date_order", ">=", since),
                    ("user_id.active", "=", True),
                ],
                ["user_id"],
            )
        )
        return self.env["res.users"].union(*(user for (user,) in groups))

    def _lock_day(self):
        """Let one person at a time begin the day of a company.

        The clerk and the supervisor open the stand-up in the same minute: whoever comes
        second is run again by Odoo, and finds the rows that the first has made.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL("UPDATE res_company SET id = id WHERE id = %s", self.id)
        )

    def _is_working_day(self):
        """Whether the company works today."""
        today = self._get_today()
        return bool(self._get_working_days(today, today))

    def _get_cutoff_before(self, day):
        """The last cut-off before a day: that of the last working day.

        :param date day: where the company is
        :return: datetime in UTC
        """
        return self._get_cutoff(self._get_last_working_day(day))

    def _get_cutoff(self, day):
        """The moment until which the reports of a day are in time.

        :param date day: where the company is
        :return: datetime in UTC
        """
        self.ensure_one()
        minutes = round(self.daily_report_cutoff * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        moment = datetime.combine(day, clock, ZoneInfo(self._get_zone()))
        return moment.astimezone(UTC).replace(tzinfo=None)
