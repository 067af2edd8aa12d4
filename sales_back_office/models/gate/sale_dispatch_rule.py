from odoo import api, models
from odoo.fields import Domain

from .sale_order import LIMITED_STATES, OPEN_STATES


class SaleDispatchRule(models.AbstractModel):
    """Why goods of an order may not leave, in words that name the remedy.

    The figures are the order's; here they become an answer.
    """

    _name = "sale.dispatch.rule"
    _description = "Rule of the gate"

    @api.model
    def _get_reason(self, order, leaving=None):
        """The first reason that holds.

        :param order: one ``sale.order``
        :param leaving: ``stock.move`` records that leave or have just left; without
            them, the question is whether anything may leave
        :return: a sentence naming the order and the remedy, or ``False``
        """
        order.ensure_one()
        return self._get_money_reason(order, leaving)

    @api.model
    def _get_blocked_domain(self):
        """Orders that have a reason."""
        # Not "not in": the database would not use its index.
        return Domain(
            [("dispatch_state", "in", LIMITED_STATES), ("amount_dispatchable", "=", 0)]
        )

    def _get_money_reason(self, order, leaving):
        """The share that the order asks for is not in, or nobody has signed."""
        if order.dispatch_state in OPEN_STATES:
            return False
        limit = order._get_dispatch_limit()
        if not limit:
            return self._get_closed_reason(order)
        if leaving is None:
            is_blocked = order.currency_id.is_zero(order.amount_dispatchable)
        else:
            dispatched = order._get_dispatched_amount(leaving)
            is_blocked = order.currency_id.compare_amounts(dispatched, limit) > 0
        return is_blocked and self._get_value_reason(order, limit, leaving)

    def _get_closed_reason(self, order):
        """Nothing may leave: for want of money, else of a signature."""
        if not order._get_covered_amount():
            return self._get_missing_money_reason(order)
        values = {
            "order": order.name,
            "covered": order.currency_id.format(order._get_covered_amount()),
        }
        is_requested = order._get_open_release_requests()
        if order.dispatch_state == "partial" and is_requested:
            return self.env._(
                "%(order)s is paid for goods worth %(covered)s, but none may leave"
                " before finance signs their release.",
                **values,
            )
        if order.dispatch_state == "partial":
            return self.env._(
                "%(order)s is paid for goods worth %(covered)s, but none may leave"
                " before their release is signed. Request the release on the order.",
                **values,
            )
        if is_requested:
            return self.env._(
                "%(order)s is paid, but must not be dispatched before finance signs its"
                " release.",
                order=order.name,
            )
        return self.env._(
            "%(order)s is paid, but must not be dispatched before its release is"
            " signed. Request the release on the order.",
            order=order.name,
        )

    def _get_missing_money_reason(self, order):
        missing = self.env._(
            "%(order)s must not be dispatched yet: %(required)s has to be received"
            " first, %(received)s is in, %(missing)s is missing.",
            order=order.name,
            required=order.currency_id.format(order.amount_required_for_dispatch),
            received=order.currency_id.format(order.amount_received),
            missing=order.currency_id.format(order.amount_missing_for_dispatch),
        )
        return self._join(missing, self._get_money_remedy(order))

    @api.model
    def _get_money_remedy(self, order):
        """What is under way, or what has to be done, where money is missing.

        :return: one sentence, or two
        """
        return self._join(
            self._get_payment_remedy(order), self._get_exception_remedy(order)
        )

    def _get_payment_remedy(self, order):
        if checks := order._get_open_payment_checks():
            return self.env._(
                "Finance is looking for the money (%(checks)s).",
                checks=", ".join(checks.mapped("name")),
            )
        if checks := order._get_unmatched_payment_checks():
            return self.env._(
                "Finance has verified %(checks)s; that money counts once finance has"
                " matched it with the bank statement.",
                checks=", ".join(checks.mapped("name")),
            )
        return self.env._(
            "Once the customer has paid, request a payment check on the order."
        )

    def _get_exception_remedy(self, order):
        request = order._get_open_release_requests()
        if request.kind != "exception":
            return False
        return self.env._(
            "An exception is requested and waits for its signature (%(release)s).",
            release=request.name,
        )

    def _get_release_remedy(self, order):
        """What to do where money is in that nobody has signed for."""
        request = order._get_open_release_requests()
        if request.kind == "paid":
            return self.env._(
                "Their release is requested and waits for finance to sign it"
                " (%(release)s).",
                release=request.name,
            )
        if order._needs_release():
            return self.env._("Request their release on the order.")
        return False

    @api.model
    def _join(self, sentence, *others):
        """One text of whole sentences; not every language puts a space between."""
        for other in filter(None, others):
            sentence = self.env._(
                "%(sentence)s %(next)s", sentence=sentence, next=other
            )
        return sentence

    def _get_value_reason(self, order, limit, leaving):
        """Goods worth more would have left than is paid and signed for."""
        value = sum(
            line._get_leaving_amount(leaving or self.env["stock.move"])
            for line in order.order_line
        )
        earlier = order._get_dispatched_amount(leaving) - value
        if leaving is None or order.currency_id.compare_amounts(earlier, limit) >= 0:
            left = self.env._(
                "%(order)s is released for goods worth %(limit)s, and they have left."
                " The other goods need money and a release of their own.",
                order=order.name,
                limit=order.currency_id.format(limit),
            )
            return self._join(
                left, self._get_release_remedy(order) or self._get_money_remedy(order)
            )
        return self.env._(
            "%(order)s: goods worth %(open)s may leave now, but these are worth"
            " %(value)s. Deliver fewer, or wait until more is paid and released.",
            order=order.name,
            open=order.currency_id.format(limit - earlier),
            value=order.currency_id.format(value),
        )
