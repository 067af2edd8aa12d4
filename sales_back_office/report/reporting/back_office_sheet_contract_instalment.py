from odoo import models


class BackOfficeSheetContractInstalment(models.AbstractModel):
    """What is to be paid when (duty 35)."""

    _name = "back.office.sheet.contract.instalment"
    _inherit = ["back.office.sheet"]
    _description = "Collection plan"

    _sheet_model = "sale.contract.instalment"
    _sheet_switch = "sales_back_office.group_use_contract"
    _sheet_domain = (("contract_id.state", "!=", "draft"),)
    _sheet_date = "date_due"
    _sheet_order = "date_due, id"
    _sheet_columns = (
        "date_due",
        "contract_id",
        "partner_id",
        "name",
        "event",
        "amount",
        "amount_received",
        "amount_open",
        "currency_id",
        "state",
        "responsible_id",
        "reminder_step",
    )
