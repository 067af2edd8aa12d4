from odoo import models


class BackOfficeSheetCustomer(models.AbstractModel):
    """The list of the customers' files (duty 19)."""

    _name = "back.office.sheet.customer"
    _inherit = ["back.office.sheet"]
    _description = "Customers"

    _sheet_model = "res.partner"
    _sheet_domain = (("customer_rank", ">", 0),)
    _sheet_order = "complete_name, id"
    _sheet_columns = (
        "name",
        "vat",
        "phone",
        "email",
        "street",
        "city",
        "state_id",
        "country_id",
        "user_id",
        "property_payment_term_id",
        "create_date",
    )
