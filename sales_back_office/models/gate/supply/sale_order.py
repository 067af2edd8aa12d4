from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    """Deposit before supply (定金到账排产): until its share is received, a confirmed
    order procures nothing."""

    _inherit = "sale.order"

    supply_payment_percent = fields.Float(
        string="Share paid before supply (%)",
        digits=(5, 2),
        compute="_compute_supply_payment_percent",
        store=True,
        precompute=True,
        copy=False,
        tracking=True,
        help="Until this share is received, the confirmed order starts no delivery,"
        " manufacturing or purchase. Finance may change it, with a reason.",
    )
    is_supply_blocked = fields.Boolean(
        string="Waiting for the deposit",
        compute="_compute_is_supply_blocked",
        store=True,
        copy=False,
        tracking=True,
        help="Nothing is delivered, made or bought for this order before its deposit is"
        " received.",
    )
    supply_block_reason = fields.Char(
        compute="_compute_supply_block_reason", compute_sudo=True
    )
    can_start_supply = fields.Boolean(
        compute="_compute_can_start_supply", compute_sudo=True
    )

    @api.constrains("supply_payment_percent")
    def _check_supply_payment_percent(self):
        for order in self:
            if not 0 <= order.supply_payment_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "The share paid before the supply of %(order)s must lie between"
                        " 0 and 100 %%.",
                        order=order.name,
                    )
                )

    @api.depends(
        "company_id.supply_payment_percent",
        "payment_term_id.dispatch_payment_policy",
        "payment_term_id.supply_payment_percent",
    )
    def _compute_supply_payment_percent(self):
        for order in self:
            order.supply_payment_percent = (
                order.supply_payment_percent
                if order._keeps_its_shares()
                else order.payment_term_id._get_supply_payment_percent(order.company_id)
            )

    @api.depends(
        "state",
        "amount_total",
        "amount_received",
        "supply_payment_percent",
        "dispatch_state",
    )
    def _compute_is_supply_blocked(self):
        for order in self:
            order.is_supply_blocked = (
                order.state == "sale"
                and order.dispatch_state != "exception"
                and order._get_missing_deposit() > 0
            )

    @api.depends(
        "is_supply_blocked",
        "amount_received",
        "dispatch_release_ids.state",
        "payment_check_line_ids.check_id.state",
    )
    @api.depends_context("lang")
    def _compute_supply_block_reason(self):
        for order in self:
            order.supply_block_reason = order._get_supply_block_reason()

    @api.depends("is_supply_blocked", "order_line.move_ids.state")
    def _compute_can_start_supply(self):
        for order in self:
            order.can_start_supply = bool(
                order.supply_payment_percent and order._get_lines_to_supply()
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_draft(self):
        """Override of `sale` to read the payment term anew: its promise was cancelled
        with the order."""
        result = super().action_draft()
        self._recompute_again("supply_payment_percent")
        return result

    def action_start_supply(self):
        """Start what could not start by itself when the deposit came in (duty 5).

        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the deposit is missing, or with what is wrong in the
            product's routes
        """
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("read")
        for order in self:
            if order.is_supply_blocked:
                raise UserError(order._get_supply_block_reason())
            order.sudo()._launch_supply()  # sudo: the role decides, as above

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_missing_deposit(self):
        self.ensure_one()
        if not self.supply_payment_percent:
            return 0.0
        required = self.amount_total * self.supply_payment_percent / 100
        return max(self.currency_id.round(required - self.amount_received), 0.0)

    def _get_supply_block_reason(self):
        self.ensure_one()
        if not self.is_supply_blocked:
            return False
        rule = self.env["sale.dispatch.rule"]
        waiting = self.env._(
            "%(order)s is waiting for the deposit: %(received)s is in, %(missing)s is"
            " missing. Then its supply starts by itself.",
            order=self.name,
            received=self.currency_id.format(self.amount_received),
            missing=self.currency_id.format(self._get_missing_deposit()),
        )
        return rule._join(waiting, rule._get_money_remedy(self))

    def _get_amount_to_claim(self):
        """Override of the gate: the deposit comes first."""
        if self.is_supply_blocked:
            return self._get_missing_deposit()
        return super()._get_amount_to_claim()

    def _waits_for_money(self):
        """Override of the gate: an exception also starts the supply."""
        return self.is_supply_blocked or super()._waits_for_money()

    def _depends_on_money(self):
        """Override of the gate: a deposit starts the supply."""
        return super()._depends_on_money() or bool(self.supply_payment_percent)

    def _depends_on_matches(self):
        """Override of the gate, as `_depends_on_money`."""
        return super()._depends_on_matches() or bool(self.supply_payment_percent)

    def _on_money_received(self):
        """Override of the gate to start the supply of orders whose deposit is in."""
        result = super()._on_money_received()
        self.filtered("supply_payment_percent")._start_supply()
        return result

    def _on_money_lost(self):
        """Override of the gate to stop the supply of orders whose deposit is gone."""
        result = super()._on_money_lost()
        self._stop_supply()
        return result

    def _change_payment_share(self, reason, **shares):
        """Override of the gate: finance may have given up the deposit."""
        result = super()._change_payment_share(reason, **shares)
        self._start_supply()
        return result

    def _get_lines_to_supply(self):
        """Lines whose supply could start now, and has not."""
        self.ensure_one()
        if self.is_supply_blocked:
            return self.env["sale.order.line"]
        return self.order_line.filtered(lambda line: line._is_short_of_supply())

    def _start_supply(self):
        # sudo: whoever handles payments need not have a right on orders and deliveries.
        for order in self.sudo().filtered(lambda o: o._get_lines_to_supply()):
            try:
                with self.env.cr.savepoint():
                    order._launch_supply()
            except UserError as error:
                # What is wrong with a route must not undo a payment.
                order.activity_schedule(
                    "mail.mail_activity_data_warning",
                    user_id=(order.user_id or self.env.user).id,
                    summary=self.env._("The deposit is in, but supply does not start"),
                    note=str(error),
                )

    def _launch_supply(self):
        self.ensure_one()
        lines = self._get_lines_to_supply()
        is_locked = self.locked
        self.locked = False  # core passes over locked orders
        lines._action_launch_stock_rule()
        if services := lines.filtered(lambda line: line._is_service_to_buy()):
            services._purchase_service_generation()
        self.locked = is_locked
        self.message_post(body=self.env._("The deposit is in: supply has started."))

    def _stop_supply(self):
        supply = self.env["sale.order.supply"]
        # sudo: as above
        for order in self.sudo().filtered("is_supply_blocked"):
            documents = [*supply._get_pending(order), *supply._get_sources(order)]
            if not documents:
                continue
            if supply._has_started(order):
                message = self.env._(
                    "The deposit is gone, but supply has already started. Decide what"
                    " to do with %(documents)s.",
                    documents=self._name_all(documents),
                )
            else:
                message = self.env._(
                    "The deposit is gone: %(documents)s cancelled. Supply starts anew"
                    " when the money is in.",
                    documents=self._name_all(supply._cancel(order)),
                )
            order.message_post(body=message)

    def _name_all(self, documents):
        return ", ".join(document.display_name for document in documents)
