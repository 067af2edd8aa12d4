from odoo import models


class BackOfficeSheetGeneralLedgerCustomer(models.AbstractModel):
    """The general ledger by customer and month (duty 40)."""

    _name = "back.office.sheet.general.ledger.customer"
    _inherit = ["back.office.sheet.general.ledger"]
    _description = "General ledger by customer"

    _sheet_model = "dispatch.ledger.month"
    _sheet_group = "partner_id"
