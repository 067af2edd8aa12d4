from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Goods that leave without an order: nobody has asked for money, or signed."""

    _inherit = "stock.move"

    def _check_dispatch_by_hand(self):
        """Goods without an order do not leave for a customer whose orders may not.

        :raise UserError: where the company says so, naming the blocked order
        """
        # sudo: the rule holds for whoever moves goods, also without a right on orders.
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
