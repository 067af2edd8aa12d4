from math import floor

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import float_compare
from odoo.tools.misc import formatLang

BLOCKING_STATES = ("unpaid", "partial", "paid")


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sealed.mixin"]

    _sealed_fields = frozenset(
        {
            "amount_required_for_dispatch",
            "amount_received",
            "amount_missing_for_dispatch",
            "dispatch_state",
            # what the required amount is a share of
            "amount_total",
        }
    )

    # rule
    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        compute="_compute_dispatch_payment_percent",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="Follows the payment term until the order is confirmed. After that only"
        " finance may change it.",
    )

    # money
    payment_check_line_ids = fields.One2many(
        "sale.payment.check.line", "order_id", string="Payment checks", copy=False
    )
    # sudo: whoever may open an order sees that there are checks, not what they say
    payment_check_count = fields.Integer(
        compute="_compute_payment_check_count", compute_sudo=True
    )
    has_open_payment_check = fields.Boolean(
        compute="_compute_payment_check_count", compute_sudo=True
    )
    amount_required_for_dispatch = fields.Monetary(
        string="Required before dispatch",
        compute="_compute_amount_required_for_dispatch",
        store=True,
        help="What has to be received before the goods may leave.",
    )
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

    # answer
    dispatch_release_ids = fields.One2many(
        "sale.dispatch.release", "order_id", string="Releases", copy=False
    )
    dispatch_state = fields.Selection(
        [
            ("free", "No payment needed"),
            ("unpaid", "Not paid"),
            ("partial", "Partly paid"),
            ("paid", "Paid, not signed"),
            ("released", "Released"),
            ("exception", "Released by exception"),
        ],
        string="Dispatch",
        compute="_compute_dispatch_state",
        store=True,
        copy=False,
        index=True,
        tracking=True,
        help="Whether the goods of this order may leave.",
    )
    is_dispatch_blocked = fields.Boolean(
        string="Dispatch blocked",
        compute="_compute_is_dispatch_blocked",
        search="_search_is_dispatch_blocked",
    )
    # sudo: the answer does not depend on who asks
    dispatch_block_reason = fields.Char(
        compute="_compute_dispatch_block_reason", compute_sudo=True
    )
    release_count = fields.Integer(compute="_compute_release_count", compute_sudo=True)
    has_open_release_request = fields.Boolean(
        compute="_compute_release_count", compute_sudo=True
    )

    @api.constrains("dispatch_payment_percent")
    def _check_dispatch_payment_percent(self):
        for order in self:
            if not 0 <= order.dispatch_payment_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "The share paid before dispatch of %(order)s must lie between"
                        " 0 and 100 %%.",
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
            if order.ids and (order.state == "sale" or order._has_goods_underway()):
                # A confirmed order keeps the promise it was confirmed under. The
                # column is new at installation, when it reads 0: running orders
                # stay free.
                order.dispatch_payment_percent = order.dispatch_payment_percent
            else:
                order.dispatch_payment_percent = order._get_expected_dispatch_percent()

    @api.depends("payment_check_line_ids.check_id.state")
    def _compute_payment_check_count(self):
        for order in self:
            order.payment_check_count = len(order.payment_check_line_ids)
            order.has_open_payment_check = bool(order._get_open_payment_checks())

    @api.depends("amount_total", "dispatch_payment_percent")
    def _compute_amount_required_for_dispatch(self):
        for order in self:
            order.amount_required_for_dispatch = order.currency_id.round(
                order.amount_total * order.dispatch_payment_percent / 100
            )

    @api.depends(
        "currency_id",
        # verified checks
        "payment_check_line_ids.amount_verified",
        "payment_check_line_ids.check_id.state",
        "payment_check_line_ids.check_id.payment_id.state",
        "payment_check_line_ids.check_id.payment_id.move_id.line_ids.amount_residual",
        # money on invoices
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.amount_residual",
        "order_line.invoice_lines.move_id.matched_payment_ids.state",
        # online payments
        "transaction_ids.amount",
        "transaction_ids.sale_order_ids.amount_total",
        "transaction_ids.state",
        "transaction_ids.child_transaction_ids.state",
        "transaction_ids.payment_id.state",
        "transaction_ids.payment_id.move_id.line_ids.amount_residual",
    )
    def _compute_amount_received(self):
        received = self.env["sale.order.receipt"]._get_amounts(self)
        for order in self:
            order.amount_received = received.get(order._origin.id, 0.0)

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
            share = order.amount_received / required if required else 1.0
            # never rounded up: 100 % means that nothing is missing
            order.dispatch_payment_progress = floor(min(max(share, 0.0), 1.0) * 100)

    @api.depends(
        "amount_total",
        "amount_received",
        "amount_missing_for_dispatch",
        "dispatch_payment_percent",
        "dispatch_release_ids.state",
        "dispatch_release_ids.amount_limit",
        "dispatch_release_ids.payment_ids.state",
    )
    def _compute_dispatch_state(self):
        for order in self:
            order.dispatch_state = order._get_dispatch_state()

    @api.depends("dispatch_state")
    def _compute_is_dispatch_blocked(self):
        for order in self:
            order.is_dispatch_blocked = order.dispatch_state in BLOCKING_STATES

    @api.model
    def _search_is_dispatch_blocked(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        return [("dispatch_state", operator, BLOCKING_STATES)]

    @api.depends(
        "dispatch_state",
        "amount_received",
        "amount_required_for_dispatch",
        "dispatch_release_ids.state",
        "payment_check_line_ids.check_id.state",
    )
    @api.depends_context("lang")
    def _compute_dispatch_block_reason(self):
        for order in self:
            order.dispatch_block_reason = order._get_dispatch_block_reason()

    @api.depends("dispatch_release_ids.state")
    def _compute_release_count(self):
        for order in self:
            order.release_count = len(order.dispatch_release_ids)
            order.has_open_release_request = bool(order._get_open_release_requests())

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_percent_decided_by_finance()
        return orders

    def write(self, vals):
        if "dispatch_payment_percent" in vals:
            self.env.user._check_back_office_role("finance_checker")
        if "currency_id" in vals and "sale" in self.mapped("state"):
            # The same figures in a weaker currency would be paid at once.
            self.env.user._check_back_office_role("finance_checker")
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_draft(self):
        """Override of `sale` to read the payment term anew: its promise was cancelled
        with the order."""
        result = super().action_draft()
        # not by a write, which is for finance only
        self.env.add_to_compute(self._fields["dispatch_payment_percent"], self)
        return result

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

    def action_view_releases(self):
        """Open the releases of the order.

        :return: window action on ``sale.dispatch.release``
        """
        return self._get_documents_action("sale_dispatch_release_action", "order_id")

    def action_request_release(self):
        """Ask finance to sign the dispatch of paid orders (duty 13).

        With the sign-off `automatic` the system signs at once.

        :return: the ``sale.dispatch.release`` records of these orders that are open
            or in force
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when an order is not confirmed, needs no release or is unpaid
        """
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("read")
        self._lock_and_touch()
        for order in self:
            order._check_release_can_be_requested()
        self.env["sale.dispatch.release"]._request(self, self.env.user)
        return self.dispatch_release_ids.filtered(
            lambda release: release.state in ("requested", "approved")
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_documents_action(self, name, field):
        """The window action of this name, on the documents of this order only."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"sales_back_office.{name}"
        )
        action["domain"] = [(field, "=", self.id)]
        action["context"] = {"create": False}
        return action

    def _get_expected_dispatch_percent(self):
        """Percentage that the payment term, else the company asks for."""
        self.ensure_one()
        return self.payment_term_id._get_dispatch_payment_percent(self.company_id)

    def _has_goods_underway(self):
        self.ensure_one()
        # sudo: the promise does not depend on who reads it.
        states = self.sudo().picking_ids.mapped("state")
        return any(state not in ("done", "cancel") for state in states)

    def _check_percent_decided_by_finance(self):
        """A new order starts with the percentage of its term, however it is created."""
        for order in self:
            expected = order._get_expected_dispatch_percent()
            if float_compare(order.dispatch_payment_percent, expected, 2):
                raise AccessError(
                    self.env._(
                        "A new order takes the share to be paid before dispatch from"
                        " its payment term, here %(percent)s %%. Finance may change it"
                        " once the order is saved.",
                        percent=expected,
                    )
                )

    def _get_dispatch_state(self):
        self.ensure_one()
        if not self.dispatch_payment_percent:
            return "free"
        missing = not self.currency_id.is_zero(self.amount_missing_for_dispatch)
        signed = self.dispatch_release_ids.filtered(
            lambda release: release._covers_order()
        ).mapped("kind")
        if "paid" in signed and not missing:
            return "released"
        if "exception" in signed:
            return "exception"
        if missing:
            received = self.currency_id.compare_amounts(self.amount_received, 0)
            return "partial" if received > 0 else "unpaid"
        return "paid"

    def _look_again_at_exceptions(self):
        """An exception ends by itself; its day is over without an event."""
        exceptions = self.filtered(lambda order: order.dispatch_state == "exception")
        self.env.add_to_compute(self._fields["dispatch_state"], exceptions)

    def _get_dispatch_block_reason(self):
        """Why goods of this order may not leave: the one question of the gate.

        :return: a sentence naming the order and the remedy, or ``False``
        """
        self.ensure_one()
        if not self.is_dispatch_blocked:
            return False
        if self.dispatch_state != "paid":
            return self._get_missing_money_reason()
        if self._get_open_release_requests():
            return self.env._(
                "%(order)s is paid, but must not be dispatched before finance signs its"
                " release.",
                order=self.name,
            )
        return self.env._(
            "%(order)s is paid, but must not be dispatched before its release is"
            " signed. Request the release on the order.",
            order=self.name,
        )

    def _get_missing_money_reason(self):
        amounts = {
            "order": self.name,
            "required": self._format_amount(self.amount_required_for_dispatch),
            "received": self._format_amount(self.amount_received),
            "missing": self._format_amount(self.amount_missing_for_dispatch),
        }
        if checks := self._get_open_payment_checks():
            return self.env._(
                "%(order)s must not be dispatched yet: %(required)s has to be received"
                " first, %(received)s is in, %(missing)s is missing. Finance is looking"
                " for the money (%(checks)s).",
                **amounts,
                checks=", ".join(checks.mapped("name")),
            )
        return self.env._(
            "%(order)s must not be dispatched yet: %(required)s has to be received"
            " first, %(received)s is in, %(missing)s is missing. Once the customer has"
            " paid, request a payment check on the order.",
            **amounts,
        )

    def _check_dispatch_allowed(self):
        """Refuse to let goods of these orders leave while the gate is closed (duty 13).

        :raise UserError: with the reason of each blocked order
        """
        gated = self.filtered("dispatch_payment_percent")
        if not gated:
            return
        gated._lock_and_touch()
        gated._look_again_at_exceptions()
        # Catch up on what became paid without an event, before refusing.
        self.env["sale.dispatch.release"]._request(
            gated.filtered(lambda order: order.company_id._signs_automatically())
        )
        reasons = [gated_order._get_dispatch_block_reason() for gated_order in gated]
        if any(reasons):
            raise UserError("\n\n".join(filter(None, reasons)))

    def _get_open_payment_checks(self):
        # sudo: whether finance has been asked does not depend on who looks.
        return self.sudo().payment_check_line_ids.check_id.filtered(
            lambda check: check.state == "requested"
        )

    def _get_open_release_requests(self):
        # sudo: whether somebody asked does not depend on who looks.
        return self.sudo().dispatch_release_ids.filtered(
            lambda release: release.state == "requested"
        )

    def _check_release_can_be_requested(self):
        self.ensure_one()
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed. Confirm it before you request its"
                    " release.",
                    order=self.name,
                )
            )
        if self.dispatch_state == "free":
            raise UserError(
                self.env._(
                    "%(order)s needs no release: nothing has to be paid before"
                    " dispatch.",
                    order=self.name,
                )
            )
        if self.dispatch_state in ("unpaid", "partial"):
            raise UserError(self._get_dispatch_block_reason())

    def _check_exception_can_be_requested(self):
        self.ensure_one()
        if self.state != "sale" or self.dispatch_state not in ("unpaid", "partial"):
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

    def _action_confirm(self):
        """Override of `sale` to put orders that were paid before it before finance."""
        result = super()._action_confirm()
        self.env["sale.dispatch.release"]._request(self)
        return result

    def _action_cancel(self):
        """Override of `sale` to withdraw the releases of a cancelled order."""
        result = super()._action_cancel()
        # sudo: the clerk who may cancel the order has no right on its releases.
        self.sudo().dispatch_release_ids._withdraw(
            self.env._("The order was cancelled.")
        )
        return result

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
