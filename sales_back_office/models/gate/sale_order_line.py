from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sealed.mixin", "sale.order.line"]

    # What the goods are worth decides how many of them are paid.
    _sealed_fields = frozenset({"price_subtotal", "price_tax", "price_total"})

    def _compute_qty_delivered(self):
        """Override of `sale` to refuse goods of a blocked order that reach the customer
        without its moves: a point of sale hands them over, a repair builds them in."""
        before = {line: line.qty_delivered for line in self}
        result = super()._compute_qty_delivered()
        more = self.filtered(
            lambda line: (
                line == line._origin
                and line.product_uom_id.compare(line.qty_delivered, before[line]) > 0
                and line._is_delivered_without_moves()
            )
        )
        more.order_id._check_dispatch_allowed(self.env["stock.move"])
        return result

    def write(self, vals):
        """Override of `sale` to keep goods of a gated order with it."""
        if "order_id" in vals:
            lost = self.filtered(lambda line: line.order_id.id != vals["order_id"])
            lost._check_goods_keep_order()
        return super().write(vals)

    def _get_leaving_amount(self, moves):
        """Value of the goods of this line that these moves bring to the customer.

        Parts of a kit leave one by one, so the first one counts as the whole line.
        """
        self.ensure_one()
        own = moves.filtered(lambda move: move.sale_line_id == self)
        if own.product_id - self.product_id:
            return self.price_total
        unit = self.product_uom_id
        return self._get_amount_of(
            sum(
                move.product_uom._compute_quantity(move.quantity, unit, round=False)
                for move in own
            )
        )

    def _get_dispatched_amount(self):
        """Value of the goods of this line that have left, less what came back."""
        self.ensure_one()
        if not self._has_goods():
            return 0.0
        own = self.product_id
        quantities = self._get_quantities_with_customer()
        if any(product != own and quantities[product] > 0 for product in quantities):
            return self.price_total  # parts of a kit
        unit, base = self.product_uom_id, own.uom_id
        moved = base._compute_quantity(quantities[own], unit, round=False)
        # A point of sale or a repair hands goods over without the moves of the line.
        return self._get_amount_of(moved + self._get_quantity_without_moves())

    def _get_amount_of(self, quantity):
        ordered = self.product_uom_qty
        return self.price_total * quantity / ordered if ordered else 0.0

    def _has_goods(self):
        self.ensure_one()
        return self.product_id.type == "consu"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_goods_underway(self):
        self._check_goods_keep_order()

    def _check_goods_keep_order(self):
        """Goods of a gated order do not lose it."""
        # sudo: the rule holds for whoever writes, also without a right on moves.
        underway = self.sudo().filtered(
            lambda line: any(move.state != "cancel" for move in line.move_ids)
        )
        underway.order_id._check_may_lose_goods()

    def _check_delivered_as_ordered(self):
        """No more leaves with a gated order than stands on it.

        :raise UserError: naming the product, what would have left and what is ordered
        """
        for line in self.filtered("order_id.dispatch_payment_percent"):
            for product, quantity, ordered in line._get_delivered_beyond_order():
                raise UserError(
                    self.env._(
                        "%(delivered)s %(unit)s of %(product)s would have left with"
                        " %(order)s, but only %(ordered)s are ordered and signed"
                        " for. Change the order first.",
                        delivered=quantity,
                        unit=product.uom_id.name,
                        product=product.display_name,
                        order=line.order_id.name,
                        ordered=ordered,
                    )
                )

    def _has_goods_to_deliver(self):
        self.ensure_one()
        if not self._has_goods():
            return False
        own = self.product_id
        quantities = self._get_quantities_with_customer()
        if any(product != own for product in quantities):  # parts of a kit
            unit = self.product_uom_id
            return unit.compare(self.qty_delivered, self.product_uom_qty) < 0
        return own.uom_id.compare(quantities[own], self._get_ordered_quantity(own)) < 0

    def _get_delivered_beyond_order(self):
        """Products of which more has left than the line orders: a list of `(product,
        what has left, what is ordered)`, in the unit of the product."""
        self.ensure_one()
        quantities = [
            (product, quantity, self._get_ordered_quantity(product))
            for product, quantity in self._get_quantities_with_customer().items()
        ]
        return [
            (product, quantity, ordered)
            for product, quantity, ordered in quantities
            if product.uom_id.compare(quantity, ordered) > 0
        ]

    def _get_quantities_with_customer(self):
        """What has left and not come back, by product, in the unit of the product.

        Counted from what was really moved: what the line calls delivered depends on
        how it counts, and on what passes for a return.
        """
        self.ensure_one()
        quantities = defaultdict(float)
        for product, out, back in self._get_moved_quantities():
            quantities[product] += out - back
        return quantities

    def _get_moved_quantities(self):
        """What each done move line took out and brought back: `(product, out, back)`,
        in the unit of the product."""
        self.ensure_one()
        for move in self.move_ids:
            if move.state != "done":
                continue
            for line in move.move_line_ids:
                # The stored figure in this unit could be overwritten.
                quantity = line.product_uom_id._compute_quantity(
                    line.quantity, line.product_id.uom_id, round=False
                )
                yield (
                    line.product_id,
                    quantity if move._brings_out(line.location_dest_id) else 0.0,
                    quantity if line.location_id._is_with_customer() else 0.0,
                )

    def _is_delivered_without_moves(self):
        """Whether more goods count as delivered than the moves of the line brought."""
        self.ensure_one()
        return self.product_uom_id.compare(self._get_quantity_without_moves(), 0) > 0

    def _get_quantity_without_moves(self):
        """How many more goods count as delivered than the moves of the line brought, in
        the unit of the line."""
        self.ensure_one()
        own = self.product_id
        if not self._has_goods() or self.is_expense:
            return 0.0
        brought = 0.0
        for product, out, _back in self._get_moved_quantities():
            if product != own:  # parts of a kit
                return 0.0
            brought += out
        unit = self.product_uom_id
        brought = own.uom_id._compute_quantity(brought, unit, round=False)
        return max(self.qty_delivered - brought, 0.0)

    def _get_ordered_quantity(self, product):
        """How much of a product the line orders, in the unit of the product."""
        self.ensure_one()
        own, unit = self.product_id, self.product_uom_id
        ordered = unit._compute_quantity(self.product_uom_qty, own.uom_id, round=False)
        if product == own:
            return ordered
        return ordered * self._get_part_of_kit(product)

    def _get_part_of_kit(self, product):
        """How much of a product one piece of a kit contains, if the line orders one.

        Kits come with Manufacturing, which the add-on does not depend on.
        """
        if "mrp.bom" not in self.env:
            return 0.0
        own = self.product_id
        kit = self.move_ids.bom_line_id.bom_id.filtered(
            lambda bom: (
                bom.type == "phantom"
                and own in (bom.product_id or bom.product_tmpl_id.product_variant_ids)
            )
        )[:1]
        parts = self._get_bom_component_qty(kit) if kit else {}
        return parts.get(product.id, {}).get("qty", 0.0)
