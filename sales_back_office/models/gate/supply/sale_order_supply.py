from odoo import models

# States of what is made and bought in which nothing has started, and what cancels it.
# These documents are of apps that may be installed or not.
NOT_STARTED = {
    "mrp.production": ("draft", "confirmed"),
    "purchase.order": ("draft", "sent"),
}
CANCEL = {"mrp.production": "action_cancel", "purchase.order": "button_cancel"}


class SaleOrderSupply(models.AbstractModel):
    """What is moved, made and bought for a sales order."""

    _name = "sale.order.supply"
    _description = "Supply of a sales order"

    def _get_pending(self, order):
        """Deliveries and steps before them that are neither done nor cancelled."""
        return order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )

    def _get_sources(self, order):
        """Manufacturing and purchase orders that are not cancelled.

        :return: list of records
        """
        moves = order.picking_ids.move_ids.with_context(include_draft_documents=True)
        found = {
            document
            for move in moves
            for document, *_responsible in (
                move._get_upstream_documents_and_responsibles(moves.browse())
            )
        }
        if "purchase_line_ids" in order.order_line._fields:  # without a move of ours
            found.update(order.order_line.purchase_line_ids.order_id)
        return [
            document
            for document in found
            if document._name in CANCEL and document.state != "cancel"
        ]

    def _has_started(self, order):
        """Whether goods have been picked, made, bought or delivered for the order."""
        moves = order.picking_ids.move_ids
        chain = moves | moves.browse(moves._rollup_move_origs())
        return "done" in chain.mapped("state") or any(
            source.state not in NOT_STARTED[source._name]
            for source in self._get_sources(order)
        )

    def _cancel(self, order):
        """Cancel what is for this order alone; nothing of it has started.

        :return: list of the documents that are cancelled
        """
        own = [
            source
            for source in self._get_sources(order)
            if self._get_orders(source) == order
        ]
        pending = self._get_pending(order)
        pending.action_cancel()
        for source in own:
            getattr(source, CANCEL[source._name])()
        return [*pending, *own]

    def _get_orders(self, source):
        """Sales orders that something is made or bought for; an empty one stands for
        the company itself."""
        if source._name == "mrp.production":
            return self._get_orders_of(source.move_finished_ids)
        orders = source.env["sale.order"]
        for line in source.order_line:
            known = "sale_line_id" in line._fields and line.sale_line_id.order_id
            orders |= known or self._get_orders_of(line.move_dest_ids) or orders.new()
        return orders

    def _get_orders_of(self, moves):
        chain = moves.browse(moves._rollup_move_dests()) | moves
        return chain.sale_line_id.order_id
