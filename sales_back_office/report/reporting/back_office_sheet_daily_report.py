from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.team.figures.sale_daily_report import AMOUNTS


class BackOfficeSheetDailyReport(models.AbstractModel):
    """What salespeople have reported, in their own words (duty 7).

    A report that was submitted after the cut-off stands in the next workbook, marked:
    which one that is follows from when it was submitted, so it does not matter when a
    workbook is made.
    """

    _name = "back.office.sheet.daily.report"
    _inherit = ["back.office.sheet"]
    _description = "Daily reports"

    _sheet_model = "sale.daily.report"
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
        first, last = period
        company = self.env.company
        since = company._get_cutoff(company._get_last_working_day(first))
        belated = Domain(
            [
                ("date", "<", first),
                ("submitted_at", ">", since),
                ("submitted_at", "<=", company._get_cutoff(last)),
            ]
        )
        return list(Domain(super()._get_period_domain(period)) | belated)

    def _path_to_sql(self, model, query, path):
        """The figures as they were reported, whatever has become of them since."""
        if path not in AMOUNTS:
            return super()._path_to_sql(model, query, path)
        figures = super()._path_to_sql(model, query, "reported_figures")
        return SQL("(%s->>%s)::NUMERIC", figures, path)
