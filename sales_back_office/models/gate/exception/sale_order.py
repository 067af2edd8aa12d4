from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Goods of an order may leave before they are paid, for a while."""

    _inherit = "sale.order"

    can_request_exception = fields.Boolean(
        compute="_compute_can_request_exception", compute_sudo=True
    )

    @api.depends("amount_received", "dispatch_state", "dispatch_release_ids.state")
    def _compute_can_request_exception(self):
        for order in self:
            order.can_request_exception = (
                order.state == "sale"
                and order._waits_for_money()
                and not order._get_open_release_requests()
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _waits_for_money(self):
        """Whether an exception would let goods leave: a signature alone is asked for
        otherwise."""
        self.ensure_one()
        return self.dispatch_state in ("unpaid", "partial") or bool(
            self.dispatch_state != "paid" and self.dispatch_block_reason
        )

    def _check_exception_can_be_requested(self):
        self.ensure_one()
        if self.state != "sale" or not self._waits_for_money():
            raise UserError(
                self.env._(
                    "%(order)s needs no exception: it is not waiting for money.",
                    order=self.name,
                )
            )
        if self._get_open_release_requests():
            raise UserError(
                self.env._(
                    "A release of %(order)s is already with finance.", order=self.name
                )
            )

    def _look_again_at_exceptions(self):
        """An exception ends by itself; its day is over without an event."""
        exceptions = self.filtered(lambda order: order.dispatch_state == "exception")
        exceptions._recompute_again("signature_in_force")
