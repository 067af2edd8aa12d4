from odoo import api, fields, models

from ..sale_order import LIMITED_STATES


class SaleOrder(models.Model):
    """What an order has received, and what it does when money comes or goes."""

    _inherit = "sale.order"

    amount_received = fields.Monetary(
        string="Received",
        compute="_compute_amount_received",
        store=True,
        copy=False,
        help="Money that is really there: payments verified by finance, payments"
        " matched with the order's invoices and captured online payments, less what"
        " was paid back. Each payment counts once; a credit note is not money, but"
        " what finance writes off with a payment or grants as cash discount is.",
    )
    # For reports: a day's money of thousands of orders is read without counting again.
    received_by_date = fields.Json(
        string="Received by date",
        compute="_compute_amount_received",
        store=True,
        copy=False,
        help="The amount received, by the date of the payments.",
    )
    amount_missing_for_dispatch = fields.Monetary(
        string="Missing before dispatch",
        compute="_compute_amount_missing_for_dispatch",
        store=True,
    )
    dispatch_payment_progress = fields.Float(
        string="Paid before dispatch",
        compute="_compute_dispatch_payment_progress",
        help="Received share of what is required before dispatch.",
    )

    @api.depends(
        "currency_id",
        "company_id.dispatch_payment_evidence",
        # verified checks
        "payment_check_line_ids.amount_verified",
        "payment_check_line_ids.check_id.state",
        "payment_check_line_ids.check_id.payment_id",
        # online payments
        "transaction_ids.amount",
        "transaction_ids.sale_order_ids.amount_total",
        "transaction_ids.state",
        "transaction_ids.child_transaction_ids.state",
        "transaction_ids.child_transaction_ids.child_transaction_ids.state",
        "transaction_ids.payment_id",
        # payments and invoices: `sale.order.receipt` tells
    )
    def _compute_amount_received(self):
        received = self.env["sale.order.receipt"]._get_amounts(self)
        for order in self:
            amounts = received.get(order._origin.id, {})
            order.amount_received = order.currency_id.round(sum(amounts.values()))
            order.received_by_date = amounts or False

    @api.depends("amount_required_for_dispatch", "amount_received")
    def _compute_amount_missing_for_dispatch(self):
        for order in self:
            order.amount_missing_for_dispatch = order.currency_id.round(
                max(order.amount_required_for_dispatch - order.amount_received, 0.0)
            )

    @api.depends("amount_required_for_dispatch", "amount_received")
    def _compute_dispatch_payment_progress(self):
        for order in self:
            required = order.amount_required_for_dispatch
            order.dispatch_payment_progress = (
                order.currency_id._get_percent(order.amount_received, required)
                if required
                else 100
            )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.sudo()._start_with_nothing_received()
        return orders

    def write(self, vals):
        """Override of `sale` to let nobody but finance change what money is worth: the
        same figures in a weaker currency would be paid at once."""
        before = {}
        if not {"currency_id", "pricelist_id", "company_id"}.isdisjoint(vals):
            before = {order: order.currency_id for order in self if order._has_money()}
        result = super().write(vals)
        if any(order.currency_id != currency for order, currency in before.items()):
            self.env.user._check_back_office_role("finance_checker")
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _start_with_nothing_received(self):
        """Spare new orders the count of their money, unless documents came with them:
        all of those are in the cache."""
        empty = self.filtered(
            lambda order: (
                not order.transaction_ids
                and not order.payment_check_line_ids
                and not order.order_line.invoice_lines
            )
        )
        counted = [
            self._fields[name] for name in ("amount_received", "received_by_date")
        ]
        with self.env.protecting(counted, empty):
            empty.amount_received = 0.0
            empty.received_by_date = False

    def _has_money(self):
        """Whether money was received, signed or promised for the order."""
        self.ensure_one()
        # sudo: the rule holds for whoever writes, also without a right on releases.
        return (self.state == "sale" and self._depends_on_money()) or bool(
            self.amount_received or self.sudo().dispatch_release_ids
        )

    def _is_money_missing(self):
        self.ensure_one()
        return not self.currency_id.is_zero(self.amount_missing_for_dispatch)

    def _depends_on_money(self):
        """Whether anything of the order waits for money, so that it matters at once
        what it has received."""
        return self._is_gated()

    def _depends_on_matches(self):
        """Whether it matters at once what is matched with its invoices: a signature
        lets the goods of the whole order leave, and no match ends or asks for one."""
        return self._is_gated() and self.dispatch_state in LIMITED_STATES

    def _on_money_received(self):
        """Do what money allows: put what is paid before finance."""
        self._look_again_at_exceptions()
        self.env["sale.dispatch.release"]._request(self)

    def _on_money_lost(self):
        """Undo what missing money forbids; the gate closes by itself."""
        self._look_again_at_exceptions()
