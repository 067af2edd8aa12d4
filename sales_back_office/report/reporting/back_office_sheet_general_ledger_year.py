from odoo import models

from ...models.reporting.back_office_sheet import Chart

DRAWN = ("dispatched", "collected", "closing")


class BackOfficeSheetGeneralLedgerYear(models.AbstractModel):
    """The general ledger in total, month by month since the year began, with a chart
    (duty 40)."""

    _name = "back.office.sheet.general.ledger.year"
    _inherit = ["back.office.sheet.general.ledger"]
    _description = "General ledger of the year"

    _sheet_model = "dispatch.ledger.month"

    def _get_chart(self):
        """Override of `back.office.sheet`: what went out, came in and is open."""
        return Chart("line", 0, tuple(1 + self._sheet_sums.index(n) for n in DRAWN))

    def _get_period(self, period):
        """Override of `back.office.sheet`: since the year began."""
        return period and (period[0].replace(month=1, day=1), period[1])
