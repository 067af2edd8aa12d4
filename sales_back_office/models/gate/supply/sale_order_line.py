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

    def _purchase_service_generation(self):
        """Override of `sale_purchase`, where it is installed, to buy no service before
        the deposit is in."""
        waiting = self.filtered("order_id.is_supply_blocked")
        return super(SaleOrderLine, self - waiting)._purchase_service_generation()

    def _is_short_of_supply(self):
        """Whether less is procured than ordered."""
        self.ensure_one()
        if self.state != "sale":
            return False
        if self.product_id.type != "consu":
            return self._is_service_to_buy()
        procured = self._get_qty_procurement()
        return self.product_uom_id.compare(self.product_uom_qty, procured) > 0

    def _is_service_to_buy(self):
        """Whether `sale_purchase`, where it is installed, is to buy the service yet."""
        self.ensure_one()
        if "purchase_line_count" not in self._fields:
            return False
        company = self._purchase_service_get_company()
        product = self.product_id.with_company(company)
        return product.service_to_purchase and not self.purchase_line_count
