from odoo import models


class BackOfficeSheetContractStatistics(models.AbstractModel):
    """What was signed and what became of it (duty 36)."""

    _name = "back.office.sheet.contract.statistics"
    _inherit = ["back.office.sheet"]
    _description = "Contract statistics"

    _sheet_model = "sale.contract.report"
    _sheet_switch = "sales_back_office.group_use_contract"
    _sheet_date = "date_signed"
    _sheet_order = "date_signed, id"
    _sheet_columns = (
        "date_signed",
        "contract_id",
        "partner_id",
        "user_id",
        "product_id",
        "amount_signed",
        "amount_ordered",
        "amount_delivered",
        "amount_invoiced",
        "amount_received",
        "amount_overdue",
        "currency_id",
    )
