from datetime import timedelta

from odoo import models


class BackOfficeSheetDailyBefore(models.AbstractModel):
    """The days since the last workbook, its own day among them, now that they are over
    (duty 7).

    A workbook is made at the cut-off, and none on free days: what was ordered, paid or
    dispatched in the evening or on a Saturday would else stand in none.
    """

    _name = "back.office.sheet.daily.before"
    _inherit = ["back.office.sheet.daily.summary"]
    _description = "Days before, in full"

    def _get_period(self, period):
        """Override: from the last working day before the period up to it."""
        if not period:
            return period
        since = self.env.company._get_last_working_day(period[0])
        return since, period[0] - timedelta(1)
