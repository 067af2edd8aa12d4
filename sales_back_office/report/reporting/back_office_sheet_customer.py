from odoo import models


class BackOfficeSheetCustomer(models.AbstractModel):
    """The list of the customers' files (duty 19)."""

    _name = "back.office.sheet.customer"
    _inherit = ["back.office.sheet"]
    _description = "Customers"

    _sheet_model = "res.partner"
    _sheet_domain = (
        ("parent_id", "=", False),
        "|",
        ("customer_rank", ">", 0),
        ("sale_order_ids.state", "=", "sale"),
    )
    _sheet_order = "complete_name, id"
    _sheet_columns = (
        "ref",
        "name",
        "vat",
        "company_registry",
        "phone",
        "email",
        "state_id",
        "city",
        "street",
        "street2",
        "zip",
        "country_id",
        "user_id",
        "property_payment_term_id",
        "create_date",
        "active",
    )

    def _get_words(self):
        return {
            **super()._get_words(),
            "ref": self.env._("Number of the customer"),
            "name": self.env._("Customer"),
        }
