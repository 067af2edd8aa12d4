from datetime import timedelta

from odoo import models

from ...models.team.figures.sale_daily_report import AMOUNTS


class BackOfficeSheetWeeklyReport(models.AbstractModel):
    """What salespeople say of their week, for the supervisor (duty 25); also who has
    not said anything yet."""

    _name = "back.office.sheet.weekly.report"
    _inherit = ["back.office.sheet.daily.report"]
    _description = "Weekly reports"

    _sheet_domain = (("kind", "=", "week"),)
    _sheet_columns = (
        *("date", "user_id", "state", "is_late"),
        *AMOUNTS,
        *("currency_id", "summary", "problems", "comment"),
    )

    def _get_end(self, period):
        """Override: what is written at the weekend still belongs to its week."""
        return self.env.company._get_cutoff(period[1])

    def _get_begin(self, period):
        """Override: when the week before had its end."""
        return self.env.company._get_cutoff(period[0] - timedelta(1))
