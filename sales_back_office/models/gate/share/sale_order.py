from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """What share of an order has to be received before its goods leave."""

    _inherit = "sale.order"

    # what the required amount is a share of
    _sealed_fields = frozenset({"amount_total"})

    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        compute="_compute_dispatch_payment_percent",
        store=True,
        precompute=True,
        copy=False,
        tracking=True,
        help="Follows the payment term until the order is confirmed. Finance may change"
        " it, with a reason.",
    )
    amount_required_for_dispatch = fields.Monetary(
        string="Required before dispatch",
        compute="_compute_amount_required_for_dispatch",
        store=True,
        help="What has to be received before the goods may leave.",
    )

    @api.constrains("dispatch_payment_percent")
    def _check_payment_percent(self):
        for order in self:
            if not 0 <= order.dispatch_payment_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "What has to be paid of %(order)s must lie between 0 and"
                        " 100 %%.",
                        order=order.name,
                    )
                )

    @api.depends(
        "company_id.dispatch_payment_percent",
        "payment_term_id.dispatch_payment_percent",
        "payment_term_id.dispatch_payment_policy",
    )
    def _compute_dispatch_payment_percent(self):
        for order in self:
            order.dispatch_payment_percent = (
                order.dispatch_payment_percent
                if order._keeps_its_shares()
                else order.payment_term_id._get_dispatch_payment_percent(
                    order.company_id
                )
            )

    @api.depends("amount_total", "dispatch_payment_percent")
    def _compute_amount_required_for_dispatch(self):
        for order in self:
            order.amount_required_for_dispatch = order.currency_id.round(
                order.amount_total * order.dispatch_payment_percent / 100
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_draft(self):
        """Override of `sale` to read the payment term anew: its promise was cancelled
        with the order."""
        result = super().action_draft()
        self._recompute_again("dispatch_payment_percent")
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _keeps_its_shares(self):
        """Whether the order keeps the promise it was confirmed under.

        The columns are new at installation, when they read 0: running orders stay free.
        """
        self.ensure_one()
        if not self.ids:
            return False
        # sudo: the promise does not depend on who reads it.
        states = self.sudo().picking_ids.mapped("state")
        return self.state == "sale" or any(
            state not in ("done", "cancel") for state in states
        )

    def _change_payment_share(self, reason, **shares):
        """Ask for another share of these orders than their payment term does (duty 13).

        :param str reason: told on the order
        :param shares: new percentages, 0 to 100, by field name
        :raise AccessError: unless the user is a finance checker
        """
        self.env.user._check_back_office_role("finance_checker")
        self.check_access("read")
        self._lock_and_touch()
        self._track_set_log_message(reason)
        # sudo: finance need not have a right on orders; the role decides.
        self.sudo()._write_sealed(shares)
        self._on_money_received()
