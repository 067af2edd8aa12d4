from odoo import api, fields, models


class SaleOrder(models.Model):
    """What of an order is signed for, while the signatures are in force."""

    _inherit = "sale.order"

    # Kept apart from the state, which money changes, too: that leaves the signatures
    # alone, and need not read what they were given for.
    signature_in_force = fields.Selection(
        [("paid", "Paid"), ("exception", "Exception")],
        string="Signature in force",
        compute="_compute_signature_in_force",
        store=True,
        copy=False,
        help="Paid: the whole order is signed for as paid. Exception: an exception is"
        " signed, and is not over.",
    )

    @api.depends(
        "amount_total",
        "dispatch_payment_percent",
        "company_id.dispatch_block_overdue",
        "company_id.dispatch_block_credit_limit",
        "dispatch_release_ids.state",
        "dispatch_release_ids.amount_limit",
        # what was signed for
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
        "order_line.price_total",
        # payments signed for: `sale.order.receipt` tells
    )
    def _compute_signature_in_force(self):
        for order in self:
            order.signature_in_force = order._get_signature_in_force()

    def _get_signature_in_force(self):
        self.ensure_one()
        if not self._is_gated():
            return False
        if self._get_signed_amount("exception"):
            return "exception"
        return "paid" if self._is_signed_in_full() else False

    def _is_signed_in_full(self):
        self.ensure_one()
        signed = self._get_signed_amount("paid")
        return (
            signed and self.currency_id.compare_amounts(signed, self.amount_total) >= 0
        )

    def _get_signed_amount(self, kind):
        """Value of goods that releases in force were signed for, in all."""
        self.ensure_one()
        releases = self.dispatch_release_ids.filtered(
            lambda release: release.kind == kind and release._covers_order()
        )
        return max(releases.mapped("amount_limit"), default=0.0)
