from odoo import models


class BackOfficeSheetOrder(models.AbstractModel):
    """Orders that were taken (duty 4)."""

    _name = "back.office.sheet.order"
    _inherit = ["back.office.sheet"]
    _description = "Orders"

    _sheet_model = "sale.order"
    _sheet_domain = (("state", "=", "sale"),)
    _sheet_date = "date_order"
    _sheet_order = "date_order, id"
    _sheet_columns = (
        "name",
        "date_order",
        "partner_id",
        "user_id",
        "contract_id",
        "amount_untaxed",
        "amount_total",
        "amount_received",
        "currency_id",
        "dispatch_state",
        "delivery_status",
        "invoice_status",
    )

    def _get_words(self):
        return {
            **super()._get_words(),
            "name": self.env._("Order"),
            "amount_untaxed": self.env._("Untaxed amount"),
            "amount_total": self.env._("Amount"),
            "delivery_status": self.env._("Status of the delivery"),
            "invoice_status": self.env._("Status of the invoice"),
        }
