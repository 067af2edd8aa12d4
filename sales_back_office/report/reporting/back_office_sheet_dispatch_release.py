from odoo import models


class BackOfficeSheetDispatchRelease(models.AbstractModel):
    """Releases of paid orders and exceptions (duties 5, 13, 14)."""

    _name = "back.office.sheet.dispatch.release"
    _inherit = ["back.office.sheet"]
    _description = "Releases"

    _sheet_model = "sale.dispatch.release"
    _sheet_date = "create_date"
    _sheet_order = "id"
    _sheet_columns = (
        "name",
        "order_id",
        "partner_id",
        "kind",
        "state",
        "reason_id",
        "amount_limit",
        "currency_id",
        "requested_by_id",
        "decided_by_id",
        "decided_at",
        "countersigned_by_id",
        "valid_until",
    )
