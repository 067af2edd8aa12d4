from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # What a line needs, and what has to be paid for it.
    _supply_terms = frozenset(
        {
            "discount",
            "price_unit",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
            "tax_ids",
        }
    )

    def write(self, vals):
        """Override of `sale_stock` to start the supply of an order that needs less
        money now."""
        result = super().write(vals)
        # In the midst of core's computing, the order's total is not known yet.
        if not self._supply_terms.isdisjoint(vals) and not self.env.context.get(
            "sale_write_from_compute"
        ):
            self.order_id.filtered("supply_payment_percent")._start_supply()
        return result

    def unlink(self):
        """Override of `sale`, as `write`."""
        orders = self.order_id
        result = super().unlink()
        orders.filtered("supply_payment_percent")._start_supply()
        return result

    def _action_launch_stock_rule(self, **kwargs):
        """Override of `sale_stock` to procure nothing before the deposit is in. What
        takes a quantity back passes."""
        waiting = self.filtered(
            lambda line: line.order_id.is_supply_blocked and line._is_short_of_supply()
        )
        return super(SaleOrderLine, self - waiting)._action_launch_stock_rule(**kwargs)

    def _is_short_of_supply(self):
        """Whether less is procured than ordered."""
        self.ensure_one()
        return (
            self.state == "sale"
            and self.product_id.type == "consu"
            and self.product_uom_id.compare(
                self.product_uom_qty, self._get_qty_procurement()
            )
            > 0
        )
