from odoo import models


class BackOfficeSheetStatisticsCustomer(models.AbstractModel):
    """Sales statistics by customer (duty 22)."""

    _name = "back.office.sheet.statistics.customer"
    _inherit = ["back.office.sheet.grouped"]
    _description = "Sales by customer"

    _sheet_model = "sale.progress.report"
    _sheet_group = "partner_id"
    _sheet_sums = (
        "amount_ordered",
        "amount_dispatched",
        "amount_invoiced",
        "amount_collected",
    )
