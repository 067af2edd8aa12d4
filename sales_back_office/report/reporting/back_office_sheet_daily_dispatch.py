from odoo import models


class BackOfficeSheetDailyDispatch(models.AbstractModel):
    """Goods that left, and those that came back (duty 7)."""

    _name = "back.office.sheet.daily.dispatch"
    _inherit = ["back.office.sheet"]
    _description = "Dispatches"

    _sheet_model = "dispatch.ledger"
    _sheet_date = "date"
    _sheet_order = "date, id"
    _sheet_columns = (
        "date",
        "order_id",
        "partner_id",
        "user_id",
        "product_id",
        "quantity",
        "product_uom_id",
        "amount_total",
        "currency_id",
        "picking_id",
    )
