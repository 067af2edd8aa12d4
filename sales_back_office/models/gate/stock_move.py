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

    def _check_dispatch_by_hand(self):
        """Goods without an order do not leave for a customer whose orders may not.

        :raise UserError: where the company says so, naming the blocked order
        """
        # sudo: the rule holds for whoever moves goods, as above
        by_hand = self.sudo().filtered(lambda move: move._is_dispatch_by_hand())
        if not by_hand:
            return
        by_customer = by_hand.grouped(lambda move: move._get_customer())
        if unknown := by_customer.pop(self.env["res.partner"], None):
            raise UserError(
                self.env._(
                    "Enter whom %(delivery)s is for: goods without an order leave"
                    " only for a customer whose orders are not blocked.",
                    delivery=unknown._get_name_of_delivery(),
                )
            )
        orders = by_hand.env["sale.order"].search(
            [
                ("company_id", "in", by_hand.company_id.ids),
                ("partner_id.commercial_partner_id", "in", [c.id for c in by_customer]),
                # An order stays one while its goods wait, whatever its state says.
                "|",
                ("state", "=", "sale"),
                ("picking_ids.state", "not in", ("done", "cancel")),
            ]
        )
        for order in orders:
            customer = order.partner_id.commercial_partner_id
            moves = by_customer[customer]
            if reason := order._get_by_hand_block_reason(moves):
                raise UserError(
                    self.env._(
                        "%(delivery)s has no order, and an order of %(customer)s must"
                        " wait. Deliver from the order, or request an exception on it."
                        "\n\n%(reason)s",
                        delivery=moves._get_name_of_delivery(),
                        customer=customer.name,
                        reason=reason,
                    )
                )

    def _is_dispatch_by_hand(self):
        """Whether no document but the delivery says what it brings, where that
        matters."""
        self.ensure_one()
        return self.company_id.manual_dispatch_policy != "allow" and (
            bool(self.sale_line_id._get_delivered_beyond_order())
            if self.sale_line_id
            else not self._get_repaired_orders() and not self._is_sold_at_counter()
        )

    def _is_sold_at_counter(self):
        """Whether a point of sale has sold it; the add-on does not depend on one."""
        self.ensure_one()
        delivery = self.picking_id
        if "pos_session_id" not in delivery._fields:
            return False
        sales = delivery.pos_order_id or delivery.pos_session_id.order_ids
        lines = sales.lines.filtered(lambda line: line.product_id == self.product_id)
        moves = (sales.picking_ids | delivery).move_ids.filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state == "done"
                and move._is_dispatch()
            )
        )
        moved = sum((moves | self).mapped("product_qty"))
        return self.product_id.uom_id.compare(moved, sum(lines.mapped("qty"))) <= 0

    def _get_customer(self):
        self.ensure_one()
        partner = self.picking_id.partner_id or self.partner_id
        return partner.commercial_partner_id

    def _get_name_of_delivery(self):
        return self.picking_id[:1].name or self.product_id[:1].display_name

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
