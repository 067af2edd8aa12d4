from odoo import models


class BackOfficeSheetStatisticsRegion(models.AbstractModel):
    """Sales statistics by region (duty 22)."""

    _name = "back.office.sheet.statistics.region"
    _inherit = ["back.office.sheet.grouped"]
    _description = "Sales by region"

    _sheet_model = "sale.progress.report"
    _sheet_group = "state_id"
    _sheet_sums = (
        "amount_ordered",
        "amount_dispatched",
        "amount_invoiced",
        "amount_collected",
    )
