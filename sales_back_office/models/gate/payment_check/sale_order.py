from odoo import api, fields, models
from odoo.exceptions import UserError

from ..received.account_payment import LIVE_STATES


class SaleOrder(models.Model):
    """What finance is asked about the money of an order."""

    _inherit = "sale.order"

    payment_check_line_ids = fields.One2many(
        "sale.payment.check.line",
        "order_id",
        string="Payment checks",
        copy=False,
        groups="sales_back_office.group_order_clerk,"
        "sales_back_office.group_finance_checker,"
        "sales_back_office.group_executive,"
        "sales_back_office.group_back_office_manager",
    )
    # sudo: whoever may open an order sees that there are checks, not what they say
    payment_check_count = fields.Integer(
        compute="_compute_payment_check_count", compute_sudo=True
    )
    has_open_payment_check = fields.Boolean(
        compute="_compute_payment_check_count", compute_sudo=True
    )

    @api.depends("payment_check_line_ids.check_id.state")
    def _compute_payment_check_count(self):
        for order in self:
            order.payment_check_count = len(order.payment_check_line_ids)
            order.has_open_payment_check = bool(order._get_open_payment_checks())

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_request_payment_check(self):
        """Open a new payment check on the selected orders (duty 5).

        :return: window action on a new ``sale.payment.check``, not saved yet
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the orders cannot share one check
        """
        self.env.user._check_back_office_role("order_clerk")
        defaults = self._prepare_payment_check()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payment check"),
            "res_model": "sale.payment.check",
            "view_mode": "form",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    def action_view_payment_checks(self):
        """Open the payment checks of the order.

        :return: window action on ``sale.payment.check``
        """
        return self._get_documents_action(
            "sale_payment_check_action", "line_ids.order_id"
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_payment_check(self):
        customer = self.partner_id.commercial_partner_id
        if max(map(len, (customer, self.company_id, self.currency_id))) > 1:
            raise UserError(
                self.env._(
                    "One payment check covers orders of one customer, one company and"
                    " one currency. Select fewer orders."
                )
            )
        return {
            "partner_id": customer.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "line_ids": [
                fields.Command.create({"order_id": order.id}) for order in self
            ],
        }

    def _get_amount_to_claim(self):
        """What a payment check asks about unless the clerk says otherwise."""
        self.ensure_one()
        return self.amount_missing_for_dispatch or max(
            self.amount_total - self.amount_received, 0.0
        )

    def _get_open_payment_checks(self):
        # sudo: whether finance has been asked does not depend on who looks.
        return self.sudo().payment_check_line_ids.check_id.filtered(
            lambda check: check.state == "requested"
        )

    def _get_unmatched_payment_checks(self):
        """Checks that finance has verified, and whose money does not count before it is
        matched with the bank statement."""
        # sudo: what finance has verified does not depend on who looks.
        order = self.sudo()
        if order.company_id.dispatch_payment_evidence != "matched":
            return order.env["sale.payment.check"]
        return order.payment_check_line_ids.check_id.filtered(
            lambda check: (
                check.state == "verified"
                and check.payment_state in LIVE_STATES
                and not check.payment_id.is_matched
            )
        )
