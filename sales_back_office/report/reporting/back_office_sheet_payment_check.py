from odoo import models


class BackOfficeSheetPaymentCheck(models.AbstractModel):
    """What customers say they have paid, and what finance has verified (duty 5)."""

    _name = "back.office.sheet.payment.check"
    _inherit = ["back.office.sheet"]
    _description = "Payment checks"

    _sheet_model = "sale.payment.check"
    _sheet_date = "requested_at"
    _sheet_order = "requested_at, id"
    _sheet_columns = (
        "name",
        "partner_id",
        "payer_name",
        "bank_reference",
        "amount",
        "amount_verified",
        "currency_id",
        "state",
        "requested_by_id",
        "requested_at",
        "verified_by_id",
        "verified_at",
    )
