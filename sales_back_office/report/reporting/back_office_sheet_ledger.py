from odoo import models


class BackOfficeSheetLedger(models.AbstractModel):
    """The detail of the dispatch ledger, a row for each movement (duty 40)."""

    _name = "back.office.sheet.ledger"
    _inherit = ["back.office.sheet"]
    _description = "Dispatch ledger"

    _sheet_model = "dispatch.ledger"
    _sheet_date = "date"
    _sheet_order = "date, id"
    # A wide sheet repeats the first two on each page that is printed.
    _sheet_columns = (
        "date",
        "order_id",
        "kind",
        "contract_id",
        "partner_id",
        "user_id",
        "product_id",
        "quantity",
        "product_uom_id",
        "price_unit",
        "order_currency_id",
        "amount_untaxed",
        "amount_tax",
        "amount_total",
        "amount_invoiced",
        "amount_received",
        "currency_id",
    )
