from odoo import models
from odoo.tools import SQL

MONTHS = SQL("'YYYY-MM'")


class BackOfficeSheetGeneralLedger(models.AbstractModel):
    """The general ledger of the months that a period touches (duty 40): what was open,
    dispatched, invoiced and collected, and what is open at the end."""

    _name = "back.office.sheet.general.ledger"
    _inherit = ["back.office.sheet.grouped"]
    _description = "General ledger"

    _sheet_sums = (
        "opening",
        "dispatched",
        "invoiced",
        "collected",
        "closing",
        "to_invoice",
    )
    _sheet_balances = ("opening", "closing", "to_invoice")

    def _get_period_domain(self, period):
        """Override: a ledger is kept by whole months."""
        if period:
            period = (period[0].replace(day=1), period[1])
        return super()._get_period_domain(period)

    def _get_shape(self, period):
        """Override: a balance of a year is not the sum of its months'."""
        return MONTHS
