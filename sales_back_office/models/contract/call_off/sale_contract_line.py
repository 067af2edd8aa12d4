from odoo import fields, models


class SaleContractLine(models.Model):
    """What is left of a line, and how an order calls it."""

    _inherit = "sale.contract.line"

    order_line_ids = fields.One2many(
        "sale.order.line", "contract_line_id", string="Order lines"
    )

    def _get_quantity_left(self):
        """What no order has called yet: nothing, once the line was taken out."""
        self.ensure_one()
        return (self.quantity if self.active else 0.0) - self.quantity_ordered

    def _has_quantity_left(self):
        self.ensure_one()
        return self.product_uom_id.compare(self._get_quantity_left(), 0) > 0

    def _get_quantity_left_for(self, order):
        """What other orders have left of the line for this one."""
        self.ensure_one()
        # What is being typed in counts as ordered once it is saved.
        lines = order._origin.order_line
        own = lines.filtered(lambda line: line.contract_line_id == self)
        return self._get_quantity_left() + sum(own.mapped("contract_quantity_ordered"))

    def _prepare_order_line(self):
        """Values of an order line that calls what is left, or of a note about it."""
        self.ensure_one()
        if not self.product_id:
            note = self.env._(
                "Choose a product for this line of the contract: %(line)s, %(left)s"
                " %(unit)s left",
                line=self.name,
                left=self._format_number(self._get_quantity_left()),
                unit=self.product_uom_id.name,
            )
            return {"display_type": "line_note", "name": note}
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": self._get_quantity_left(),
            "contract_line_id": self.id,
        }
