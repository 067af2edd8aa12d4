from odoo import models


class BackOfficeSheetGeneralLedgerProduct(models.AbstractModel):
    """The general ledger by product and month (duty 40)."""

    _name = "back.office.sheet.general.ledger.product"
    _inherit = ["back.office.sheet.general.ledger"]
    _description = "General ledger by product"

    _sheet_model = "dispatch.ledger.month"
    _sheet_group = "product_id"
