from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockPicking(models.Model):
    _inherit = "stock.picking"

    is_dispatch_blocked = fields.Boolean(
        string="Dispatch blocked",
        compute="_compute_dispatch_block_reason",
        search="_search_is_dispatch_blocked",
    )
    dispatch_block_reason = fields.Char(compute="_compute_dispatch_block_reason")
    # sudo: whoever may open a delivery sees that it is signed
    has_signed_release = fields.Boolean(
        compute="_compute_has_signed_release", compute_sudo=True
    )

    @api.depends(
        "state",
        "move_ids.location_dest_id",
        "move_ids.sale_line_id.order_id.dispatch_state",
        "move_ids.sale_line_id.order_id.amount_received",
    )
    @api.depends_context("lang")
    def _compute_dispatch_block_reason(self):
        # sudo: whether goods may leave does not depend on who asks.
        pickings = self.sudo()
        # All at once, so that the loop finds them in the cache.
        pickings._get_orders_to_dispatch().mapped("dispatch_state")
        for picking in pickings:
            moves = picking._get_moves_to_dispatch()
            reasons = [
                order._get_dispatch_block_reason(moves)
                for order in moves._get_dispatched_orders()
            ]
            picking.dispatch_block_reason = "\n".join(filter(None, reasons))
            picking.is_dispatch_blocked = any(reasons)

    @api.depends("move_ids.sale_line_id.order_id.dispatch_state")
    def _compute_has_signed_release(self):
        for picking in self:
            picking.has_signed_release = bool(picking._get_signed_releases())

    @api.constrains("partner_id")
    def _check_dispatch_allowed(self):
        """What left for another customer must be allowed to leave for this one."""
        self.move_ids._check_dispatch_allowed()

    @api.model
    def _search_is_dispatch_blocked(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        blocked = Domain(
            [
                ("state", "not in", ("done", "cancel")),
                ("location_dest_id.usage", "=", "customer"),
                ("move_ids.sale_line_id.order_id.is_dispatch_blocked", "=", True),
            ]
        )
        return blocked if operator == "in" else ~blocked

    def button_validate(self):
        """Override of `stock` to refuse before any wizard opens.

        The invariant itself is kept by the moves.
        """
        leaving = self._get_moves_to_dispatch()
        leaving._check_dispatch_by_hand()
        leaving._get_dispatched_orders()._check_dispatch_allowed(leaving)
        return super().button_validate()

    def action_print_dispatch_order(self):
        """Print the signed dispatch order of what this delivery carries (duty 15).

        :return: report action
        :raise UserError: when finance has signed nothing yet
        """
        self.check_access("read")
        releases = self._get_signed_releases()
        if not releases:
            raise UserError(
                self.env._(
                    "No dispatch order for %(delivery)s is signed and in force.",
                    delivery=", ".join(self.mapped("name")),
                )
            )
        return releases.action_print()

    def _get_moves_to_dispatch(self):
        """Moves that would bring goods to a customer if these were validated."""
        return self.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move._is_dispatch()
        )

    def _get_orders_to_dispatch(self):
        return self._get_moves_to_dispatch()._get_dispatched_orders()

    def _get_signed_releases(self):
        return self.move_ids.sale_line_id.order_id.dispatch_release_ids.filtered(
            "is_in_force"
        )
