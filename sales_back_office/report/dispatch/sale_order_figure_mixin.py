from odoo import fields, models


class SaleOrderFigureMixin(models.AbstractModel):
    """A row of a statistic that is about one line of an order."""

    _name = "sale.order.figure.mixin"
    _inherit = ["sale.figure.mixin"]
    _description = "Row about a line of an order"

    order_id = fields.Many2one("sale.order", readonly=True)
    order_line_id = fields.Many2one("sale.order.line", readonly=True)

    def action_open_order(self):
        """Open the order that the row is about.

        :return: window action on `sale.order`
        :raise AccessError: when the user may not read the row
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
