from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

# Goods worth the whole order may leave; in the other states, up to an amount.
OPEN_STATES = ("free", "released")
LIMITED_STATES = ("unpaid", "partial", "paid", "exception")


class SaleOrder(models.Model):
    """The gate proper: whether goods of an order may leave, and for how much."""

    _name = "sale.order"
    _inherit = ["sealed.mixin", "sale.order"]

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
    amount_dispatchable = fields.Monetary(
        string="May leave now",
        compute="_compute_amount_dispatchable",
        store=True,
        copy=False,
        help="Value of the goods that are paid and signed for and have not left yet.",
    )
    # sudo: the answer does not depend on who asks
    is_dispatch_blocked = fields.Boolean(
        string="Dispatch blocked",
        compute="_compute_dispatch_block_reason",
        compute_sudo=True,
        search="_search_is_dispatch_blocked",
    )
    dispatch_block_reason = fields.Char(
        compute="_compute_dispatch_block_reason", compute_sudo=True
    )
    # for whoever reads orders and does not change them: no buttons that only refuse
    may_be_changed = fields.Boolean(compute="_compute_may_be_changed")

    @api.depends(
        "amount_received",
        "amount_missing_for_dispatch",
        "dispatch_payment_percent",
        "company_id.dispatch_block_overdue",
        "company_id.dispatch_block_credit_limit",
        "signature_in_force",
    )
    def _compute_dispatch_state(self):
        for order in self:
            order.dispatch_state = order._get_dispatch_state()

    @api.depends(
        "dispatch_state",
        "amount_received",
        "company_id.partial_dispatch_allowed",
        "dispatch_release_ids.amount_limit",
        "order_line.price_total",
        "order_line.qty_delivered",
    )
    def _compute_amount_dispatchable(self):
        for order in self:
            # Where everything may leave, the figure would only cost writing.
            limit = (
                0.0
                if order.dispatch_state in OPEN_STATES
                else order._get_dispatch_limit()
            )
            dispatched = order._get_dispatched_amount() if limit else 0.0
            order.amount_dispatchable = max(limit - dispatched, 0.0)

    @api.depends(
        "dispatch_state",
        "amount_dispatchable",
        "amount_received",
        "amount_required_for_dispatch",
        "dispatch_release_ids.state",
        "payment_check_line_ids.check_id.state",
    )
    @api.depends_context("lang")
    def _compute_dispatch_block_reason(self):
        for order in self:
            order.dispatch_block_reason = order._get_dispatch_block_reason()
            order.is_dispatch_blocked = bool(order.dispatch_block_reason)

    @api.model
    def _search_is_dispatch_blocked(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        blocked = self.env["sale.dispatch.rule"]._get_blocked_domain()
        return blocked if operator == "in" else ~blocked

    @api.depends_context("uid")
    def _compute_may_be_changed(self):
        changeable = self._filtered_access("write")
        for order in self:
            order.may_be_changed = order in changeable

    @api.ondelete(at_uninstall=False)
    def _unlink_except_goods_underway(self):
        # The database deletes the lines, and does not ask them.
        self.order_line._check_goods_keep_order()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_dispatch_block_reason(self, leaving=None):
        """Why goods of this order may not leave: the one question of the gate.

        :param leaving: ``stock.move`` records that leave or have just left; without
            them, the question is whether anything may leave
        :return: a sentence naming the order and the remedy, or ``False``
        """
        return self.env["sale.dispatch.rule"]._get_reason(self, leaving)

    def _check_dispatch_allowed(self, leaving=None):
        """Refuse to let goods of these orders leave while the gate is closed (duty 13).

        :param leaving: ``stock.move`` records that leave or have just left
        :raise UserError: with the reason of each blocked order
        """
        gated = self.filtered(lambda order: order._is_gated())
        if not gated:
            return
        gated._lock_and_touch()
        gated._get_limited_debtors()._lock_and_touch()
        gated._look_again_at_exceptions()
        gated._get_debtors()._forget_debts()
        # Catch up on what became paid without an event, before refusing.
        self.env["sale.dispatch.release"]._request(
            gated.filtered(lambda order: order.company_id._signs_automatically())
        )
        reasons = [order._get_dispatch_block_reason(leaving) for order in gated]
        if any(reasons):
            raise UserError("\n\n".join(filter(None, reasons)))

    def _check_may_lose_goods(self):
        """Refuse to part goods that leave, or have left, from these orders: an order
        counts what it has let go.

        :raise UserError: naming the first order that counts
        """
        if bound := self.filtered("dispatch_payment_percent")[:1]:
            raise UserError(
                self.env._(
                    "The goods of %(order)s must not be dispatched without it. Cancel"
                    " their delivery, or return what has left.",
                    order=bound.name,
                )
            )
        self._check_dispatch_allowed()

    def _is_gated(self):
        self.ensure_one()
        company = self.company_id
        return bool(
            self.dispatch_payment_percent
            or company.dispatch_block_overdue
            or company.dispatch_block_credit_limit
        )

    def _get_dispatch_state(self):
        self.ensure_one()
        if not self._is_gated():
            return "free"
        if self.signature_in_force == "exception":
            return "exception"
        if not self.dispatch_payment_percent:
            return "free"
        if self._is_money_missing():
            received = self.currency_id.compare_amounts(self.amount_received, 0)
            return "partial" if received > 0 else "unpaid"
        return "released" if self.signature_in_force == "paid" else "paid"

    def _get_dispatch_limit(self):
        """Value of goods of a gated order that may have left in all."""
        self.ensure_one()
        limit = self._get_signed_amount("exception")
        if self.company_id.partial_dispatch_allowed or self._is_signed_in_full():
            paid = min(self._get_covered_amount(), self._get_signed_amount("paid"))
            limit = max(limit, paid)
        return limit

    def _get_covered_amount(self):
        """Value of goods that the received money covers.

        All of the order once the required share is in. Before that, where the company
        lets partial deliveries leave, goods whose share is in: value x percent <=
        received.
        """
        self.ensure_one()
        if not self._is_money_missing():
            return self.amount_total
        if not self.company_id.partial_dispatch_allowed or self.amount_received <= 0:
            return 0.0
        return float_round(
            self.amount_received * 100 / self.dispatch_payment_percent,
            precision_rounding=self.currency_id.rounding,
            rounding_method="DOWN",
        )

    def _get_dispatched_amount(self, leaving=None):
        """Value of the goods that have left.

        :param leaving: ``stock.move`` records to count as if they had left, too
        """
        self.ensure_one()
        pending = (leaving or self.env["stock.move"]).filtered(
            lambda move: move.state != "done"
        )
        return self.currency_id.round(
            sum(
                line._get_dispatched_amount() + line._get_leaving_amount(pending)
                for line in self.order_line
            )
        )

    def _get_documents_action(self, name, field):
        """The window action of this name, on the documents of this order only."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"sales_back_office.{name}"
        )
        action["domain"] = [(field, "=", self.id)]
        action["context"] = {"create": False}
        return action

    def _recompute_again(self, name):
        """Recompute a stored field, and what depends on it, without an event that the
        ORM knows of."""
        self.env.add_to_compute(self._fields[name], self)
        self.modified([name])
