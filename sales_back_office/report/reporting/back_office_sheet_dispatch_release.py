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
        "create_date",
        "kind",
        "state",
        "order_id",
        "partner_id",
        "reason_id",
        "note",
        "amount_order",
        "amount_limit",
        "currency_id",
        "valid_until",
        "requested_by_id",
        "decided_by_id",
        "decided_at",
        "countersigned_by_id",
        "countersigned_at",
        "decision_note",
    )
