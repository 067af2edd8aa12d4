from odoo import models


class BackOfficeSheetContract(models.AbstractModel):
    """The fulfilment list of all contracts (duties 35, 36)."""

    _name = "back.office.sheet.contract"
    _inherit = ["back.office.sheet"]
    _description = "Contract fulfilment"

    _sheet_model = "sale.contract.line"
    _sheet_switch = "sales_back_office.group_use_contract"
    _sheet_domain = (("contract_id.state", "!=", "draft"),)
    _sheet_date = "contract_id.date_signed"
    _sheet_order = "contract_id, sequence, id"
    _sheet_columns = (
        "contract_id",
        "contract_id.customer_reference",
        "partner_id",
        "contract_id.user_id",
        "contract_id.date_signed",
        "name",
        "product_uom_id",
        "quantity",
        "quantity_ordered",
        "quantity_dispatched",
        "quantity_signed_for",
        "quantity_returned",
        "quantity_invoiced",
        "quantity_open",
        "date_due",
        "price_total",
        "amount_received",
        "amount_open",
        "currency_id",
    )
