from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.constrains(
        "location_dest_id",
        "partner_id",
        "picking_id",
        "quantity",
        "sale_line_id",
        "state",
    )
    def _check_dispatch_allowed(self):
        """The invariant of the gate, on whatever button, batch, wizard or program.

        Goods of a blocked order are never moved to a customer, and of a released one no
        more than was ordered, for no more was signed.
        """
        # sudo: the rule holds for whoever moves goods, also without a right on orders.
        dispatched = self.sudo().filtered(
            lambda move: move.state == "done" and move._is_dispatch()
        )
        dispatched._get_dispatched_orders()._check_dispatch_allowed(dispatched)
        dispatched.sale_line_id._check_delivered_as_ordered()
        for move in dispatched:
            move._check_ordered()
        dispatched._check_dispatch_by_hand()

    def write(self, vals):
        """Override of `stock` to keep goods of a gated order with it."""
        if "sale_line_id" in vals:
            # sudo: the rule holds for whoever moves goods, as above
            lost = self.sudo().filtered(
                lambda move: (
                    move.state != "cancel"
                    and move.sale_line_id.id not in (False, vals["sale_line_id"])
                )
            )
            lost.sale_line_id.order_id._check_may_lose_goods()
        if vals.get("state", "done") != "done":
            self._check_stays_done()
        return super().write(vals)

    def _is_dispatch(self):
        """Whether the move brings goods to a customer, be it with some of its lines."""
        self.ensure_one()
        destinations = self.location_dest_id | self.move_line_ids.location_dest_id
        return any(self._brings_out(location) for location in destinations)

    def _brings_out(self, location):
        """Whether goods that this move brings to a location are out of the house.

        Goods of an order are so with a supplier, too, and on their way nowhere.
        """
        self.ensure_one()
        if location._is_with_customer():
            return True
        if not self.sale_line_id or self.location_id._is_with_customer():
            return False
        is_lost = location.usage == "transit" and not self.move_dest_ids
        return location.usage == "supplier" or is_lost

    def _get_dispatched_orders(self):
        """Orders whose goods these moves bring to a customer."""
        # sudo: as above
        moves = self.sudo().filtered(lambda move: move._is_dispatch())
        linked = moves.filtered("sale_line_id")
        return (
            linked.sale_line_id.order_id
            | moves.picking_id.sale_id
            | (moves - linked).reference_ids.sale_ids
            | moves._get_repaired_orders()
        )

    def _get_repaired_orders(self):
        """Orders that a repair is for; the add-on does not depend on Repairs."""
        if "repair_id" not in self._fields:
            return self.env["sale.order"]
        return self.repair_id.sale_order_id

    def _check_ordered(self):
        """Nothing leaves with a gated order that is not on it."""
        self.ensure_one()
        orders = self.picking_id.sale_id | self.reference_ids.sale_ids
        order = orders.filtered("dispatch_payment_percent")[:1]
        if order and not self.sale_line_id:
            raise UserError(
                self.env._(
                    "%(product)s is not on %(order)s, so nobody has paid or signed for"
                    " it. Add it to the order first.",
                    product=self.product_id.display_name,
                    order=order.name,
                )
            )

    def _check_stays_done(self):
        """What has left with a gated order has left: it does not leave once more."""
        # sudo: as above
        done = self.sudo().filtered(lambda move: move.state == "done")
        order = done._get_dispatched_orders().filtered("dispatch_payment_percent")[:1]
        if order:
            raise UserError(
                self.env._(
                    "The goods of %(order)s have left. Return them if they come back.",
                    order=order.name,
                )
            )
