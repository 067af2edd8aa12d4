from odoo import models


class SaleOrder(models.Model):
    """What leaves without an order, for a customer whose orders wait."""

    _inherit = "sale.order"

    def _get_by_hand_block_reason(self, moves):
        """Why goods that are on no order may not leave for the customer of this one.

        :param moves: ``stock.move`` records that leave by hand, or have just left
        :return: a sentence, or ``False``
        """
        self.ensure_one()
        if not any(line._has_goods_to_deliver() for line in self.order_line):
            return False
        reason = self._get_dispatch_block_reason()
        if reason or self.dispatch_state != "exception":
            return reason
        exceptions = self.dispatch_release_ids.filtered(
            lambda release: release.kind == "exception" and release._covers_order()
        )
        earlier = moves.search(
            [
                ("state", "=", "done"),
                ("sale_line_id", "=", False),
                ("location_dest_id.usage", "=", "customer"),
                ("date", ">=", min(exceptions.mapped("decided_at"))),
                ("company_id", "=", self.company_id.id),
                (
                    "picking_id.partner_id.commercial_partner_id",
                    "=",
                    self.partner_id.commercial_partner_id.id,
                ),
            ]
        )
        value = sum(
            move.product_id.currency_id._convert(
                move.product_id.lst_price * move.product_qty,
                self.currency_id,
                self.company_id,
            )
            for move in earlier | moves
        )
        limit = self._get_signed_amount("exception") - self._get_dispatched_amount()
        if self.currency_id.compare_amounts(value, limit) <= 0:
            return False
        return self.env._(
            "%(order)s is released by exception for goods worth %(limit)s more; what"
            " leaves without an order since then is worth %(value)s. Deliver fewer, or"
            " wait until the order is paid.",
            order=self.name,
            limit=self.currency_id.format(limit),
            value=self.currency_id.format(value),
        )
