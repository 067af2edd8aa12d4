from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.team.figures.sale_daily_report import AMOUNTS


class BackOfficeSheetDailyReport(models.AbstractModel):
    """What salespeople have reported, in their own words (duty 7).

    A report that was submitted after the cut-off stands in the next workbook, in a tab
    of its own (`back.office.sheet.daily.late`), and in no other: so the totals here are
    those of the period. Which workbook that is follows from when it was submitted, so
    it does not matter when one is made. One that is made after the cut-off names
    whoever was late among those who have not submitted in time.
    """

    _name = "back.office.sheet.daily.report"
    _inherit = ["back.office.sheet"]
    _description = "Daily reports"

    _sheet_model = "sale.daily.report"
    _sheet_switch = "sales_back_office.group_use_team"
    _sheet_domain = (("kind", "=", "day"), ("state", "=", "submitted"))
    _sheet_date = "date"
    _sheet_order = "date, user_id, id"
    _sheet_columns = (
        "date",
        "user_id",
        "is_late",
        "submitted_at",
        *AMOUNTS,
        "currency_id",
        "visits",
        "done",
        "problems",
        "tomorrow",
        "comment",
    )

    def _get_period_domain(self, period):
        if not period:
            return []
        in_time = Domain("submitted_at", "<=", self._get_end(period))
        of_period = Domain(super()._get_period_domain(period))
        return list(of_period & (in_time | Domain("state", "=", "draft")))

    def _get_empty_text(self, period=None, domain=()):
        """Override of `back.office.sheet`: whoever was late has not gone unheard."""
        if period:
            later = Domain("date", ">=", period[0]) & Domain("date", "<=", period[1])
            later &= Domain("submitted_at", ">", self._get_end(period))
            later &= Domain(self._sheet_domain) & Domain(domain)
            if self._get_records().search_count(later, limit=1):
                return self.env._("What was submitted later comes with the next one.")
        return super()._get_empty_text(period, domain)

    def _get_end(self, period):
        """Until when a report was submitted that stands in the workbook."""
        return self.env.company._get_cutoff_before(period[1] + timedelta(1))

    def _get_begin(self, period):
        """After when it was: before that, the last workbook has told it."""
        company = self.env.company
        # sudo: only when the last workbook was due, whoever may see it.
        workbooks = self.env["back.office.run"].sudo()
        told = workbooks._get_last_of_day(company, period[0])
        return told.due_at or company._get_cutoff_before(period[0])

    def _path_to_sql(self, model, query, path):
        """The figures as they were reported, whatever has become of them since."""
        if path not in AMOUNTS:
            return super()._path_to_sql(model, query, path)
        figures = super()._path_to_sql(model, query, "reported_figures")
        return SQL("(%s->>%s)::NUMERIC", figures, path)
