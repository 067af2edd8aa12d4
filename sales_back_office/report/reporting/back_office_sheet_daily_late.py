from odoo import models
from odoo.fields import Domain


class BackOfficeSheetDailyLate(models.AbstractModel):
    """Reports on days before the period that came in after the workbook of their day
    (duty 7): submitted late, corrected, or written on a free day.

    Their figures belong to their own days, so they stand apart from those of the period
    and are in no total of it.
    """

    _name = "back.office.sheet.daily.late"
    _inherit = ["back.office.sheet.daily.report"]
    _description = "Daily reports handed in later"

    def _get_period_domain(self, period):
        """Override: what was submitted since the last workbook; of all days, whatever
        was late."""
        if not period:
            return [("is_late", "=", True)]
        return list(
            Domain("date", "<", period[0])
            & Domain("state", "=", "submitted")
            & Domain("submitted_at", ">", self._get_begin(period))
            & Domain("submitted_at", "<=", self._get_end(period))
        )

    def _get_empty_text(self, period=None, domain=()):
        return self.env._("Nothing was handed in later.")
