from odoo import models


class BackOfficeSheetWeeklyLate(models.AbstractModel):
    """Reports on weeks before the period that came in when theirs was over (duty
    25)."""

    _name = "back.office.sheet.weekly.late"
    _inherit = ["back.office.sheet.weekly.report", "back.office.sheet.daily.late"]
    _description = "Weekly reports handed in later"
