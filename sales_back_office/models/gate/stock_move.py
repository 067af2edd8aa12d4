from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.constrains("state", "location_dest_id", "sale_line_id", "picking_id")
    def _check_dispatch_allowed(self):
        """The invariant of the gate: a move of a blocked order to a customer is never
        done, whichever button, batch, wizard or program tries it."""
        done = self.filtered(lambda move: move.state == "done")
        done._get_dispatched_orders()._check_dispatch_allowed()

    def write(self, vals):
        """Override of `stock` to keep goods of a blocked order from losing it on their
        way out."""
        if "sale_line_id" in vals:
            # sudo: the rule holds for whoever moves goods, as below
            lost = self.sudo().filtered(
                lambda move: (
                    move.state not in ("done", "cancel")
                    and move.sale_line_id.id not in (False, vals["sale_line_id"])
                )
            )
            lost.sale_line_id.order_id._check_dispatch_allowed()
        return super().write(vals)

    def _get_dispatched_orders(self):
        """Orders whose goods these moves bring to a customer."""
        moves = self.filtered(lambda move: move.location_dest_id.usage == "customer")
        # sudo: the rule holds for whoever moves goods, also without a right on orders.
        moves = moves.sudo()
        return moves.sale_line_id.order_id | moves.picking_id.sale_id
