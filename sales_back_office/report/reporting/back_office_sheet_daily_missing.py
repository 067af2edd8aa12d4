from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class BackOfficeSheetDailyMissing(models.AbstractModel):
    """Who has submitted no daily report by the cut-off (duty 7).

    On each working day everyone who sells is asked for: also where no report was laid
    out, because no server ran. Whoever has left the team is not missed, and whoever has
    joined it not before the first own report; without any, on the last day only.
    Whoever has submitted after the cut-off of the last day stands here with that time,
    and the report itself in the next workbook.
    """

    _name = "back.office.sheet.daily.missing"
    _inherit = ["back.office.sheet"]
    _description = "Daily reports not submitted"

    _sheet_model = "sale.daily.report"
    _sheet_switch = "sales_back_office.group_use_team"
    _sheet_domain = (("kind", "=", "day"),)
    _sheet_date = "date"
    _sheet_columns = (
        "date",
        "user_id",
        "user_id.phone",
        "reminded_on",
        "submitted_at",
    )

    def _get_query(self, period=None, domain=()):
        reports = self._get_records()
        reports.check_access("read")
        days = self._get_days(period)
        open_reports = reports._search(self._get_open_domain(period) & Domain(domain))
        return SQL(
            """
            WITH report AS (
                     SELECT id, user_id, date, reminded_on, submitted_at
                       FROM sale_daily_report
                      WHERE company_id = %(company)s AND kind = 'day'
                 ),
                 first_report AS (
                     SELECT user_id, MIN(date) AS date FROM report GROUP BY user_id
                 )
            SELECT day, partner.name, partner.phone, report.reminded_on,
                   report.submitted_at
              FROM UNNEST(%(days)s::date[]) AS day
              JOIN res_users person ON person.id = ANY(%(people)s)
              JOIN res_partner partner ON partner.id = person.partner_id
         LEFT JOIN first_report ON first_report.user_id = person.id
         LEFT JOIN report ON report.user_id = person.id AND report.date = day
             WHERE (report.id IN %(open_reports)s)
                OR (report.id IS NULL AND %(is_whole)s
                    AND day >= COALESCE(first_report.date, %(last)s))
          ORDER BY day, partner.name, person.id
            """,
            company=self.env.company.id,
            days=days,
            people=self._get_people().ids,
            open_reports=open_reports.subselect(),
            is_whole=not domain,  # what narrows reports leaves out who has none
            last=days[-1] if days else None,
        )

    def _get_empty_text(self, period=None, domain=()):
        if domain:
            return super()._get_empty_text(period, domain)
        if self._get_days(period):
            return self.env._("Everybody has submitted.")
        return self.env._("Nobody had to report: no working day.")

    def _get_open_domain(self, period):
        """What was not submitted, or not before the cut-off of the last day."""
        is_open = Domain("state", "=", "draft")
        if period:
            following = period[1] + timedelta(1)
            cutoff = self.env.company._get_cutoff_before(following)
            is_open |= Domain("submitted_at", ">", cutoff)
        return Domain(self._sheet_domain) & is_open

    def _get_days(self, period):
        """Working days of the period that have come, in order."""
        company = self.env.company
        today = company._get_today()
        first, last = period or (self._get_first_day() or today, today)
        return sorted(company._get_working_days(first, min(last, today)))

    def _get_first_day(self):
        reports = self._get_records()
        conditions = [*self._sheet_domain, ("company_id", "=", self.env.company.id)]
        return reports.search(conditions, order="date", limit=1).date

    def _get_people(self):
        """Of those who sell, whose reports the user may read, had they any."""
        company = self.env.company
        people = company._get_salespeople()
        rule = self.env["ir.rule"]._compute_domain(self._sheet_model, "read")
        reports = self._get_records()
        return people.filtered(
            lambda person: (
                reports.sudo()  # only to ask the rule of the user about a made-up one
                .new({"company_id": company.id, "user_id": person.id, "kind": "day"})
                .filtered_domain(rule)
            )
        )
