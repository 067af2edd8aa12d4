from odoo import models


class BackOfficeSheetStatisticsProduct(models.AbstractModel):
    """Sales statistics by product (duty 22)."""

    _name = "back.office.sheet.statistics.product"
    _inherit = ["back.office.sheet.grouped"]
    _description = "Sales by product"

    _sheet_model = "sale.progress.report"
    _sheet_group = "product_id"
    _sheet_sums = (
        "quantity_ordered",
        "quantity_dispatched",
        "amount_ordered",
        "amount_dispatched",
        "amount_invoiced",
        "amount_collected",
    )
