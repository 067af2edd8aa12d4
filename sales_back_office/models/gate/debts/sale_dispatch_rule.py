from odoo import api, models
from odoo.fields import Domain


class SaleDispatchRule(models.AbstractModel):
    """The customer owes too much, or for too long; off unless the company says so."""

    _inherit = "sale.dispatch.rule"

    @api.model
    def _get_reason(self, order, leaving=None):
        """Override of the gate: debts stop what money and signatures let go."""
        return (
            super()._get_reason(order, leaving)
            or self._get_overdue_reason(order, leaving)
            or self._get_credit_reason(order, leaving)
        )

    @api.model
    def _get_blocked_domain(self):
        """Override of the gate, as `_get_reason`."""
        blocked = super()._get_blocked_domain()
        # sudo: whether goods may leave does not depend on who asks.
        companies = self.env["res.company"].sudo()
        for company in companies.search_fetch(
            [
                "|",
                ("dispatch_block_overdue", "=", True),
                ("dispatch_block_credit_limit", "=", True),
            ],
            ["dispatch_block_overdue", "dispatch_block_credit_limit"],
        ):
            if company.dispatch_block_overdue:
                debtors = company._get_overdue_debtors()
                blocked |= self._get_debts_domain(company, debtors)
            if company.dispatch_block_credit_limit:
                orders = self.env["sale.order"].sudo()
                above = orders.search(self._get_debts_domain(company)).filtered(
                    lambda order: self._get_credit_reason(order, None)
                )
                blocked |= Domain("id", "in", above.ids)
        return blocked

    def _get_debts_domain(self, company, debtors=None):
        """Orders that the debts of their customers may stop."""
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "sale"),
                ("dispatch_state", "!=", "exception"),
                ("delivery_status", "not in", ("full", False)),
            ]
        )
        if debtors is not None:
            domain &= Domain.OR(
                Domain(f"{partner}.commercial_partner_id", "in", debtors.ids)
                for partner in ("partner_id", "partner_invoice_id")
            )
        return domain

    def _is_stopped_with_customer(self, order, leaving):
        """Whether the customer's debts matter: a signed exception passes over them, as
        far as it goes."""
        if leaving is None and (
            order.state != "sale" or order.delivery_status == "full"
        ):
            return False  # nothing is going to leave
        exception = order._get_signed_amount("exception")
        if not exception:
            return True
        dispatched = order._get_dispatched_amount(leaving)
        beyond = order.currency_id.compare_amounts(dispatched, exception)
        return beyond >= 0 if leaving is None else beyond > 0

    def _get_overdue_reason(self, order, leaving):
        """The customer has invoices overdue for longer than the company tolerates."""
        company = order.company_id
        if not company.dispatch_block_overdue:
            return False
        debtor = order._get_debtors().filtered(
            lambda debtor: (
                company.currency_id.compare_amounts(debtor.amount_overdue, 0) > 0
            )
        )[:1]
        if not debtor or not self._is_stopped_with_customer(order, leaving):
            return False
        overdue = self.env._(
            "%(order)s must not be dispatched: %(customer)s has invoices overdue by"
            " more than %(days)s days, %(amount)s in all. Collect them, or request an"
            " exception on the order.",
            order=order.name,
            customer=debtor.name,
            days=company.dispatch_overdue_days,
            amount=company.currency_id.format(debtor.amount_overdue),
        )
        return self._join(overdue, self._get_exception_remedy(order))

    def _get_credit_reason(self, order, leaving):
        """With the order, the customer owes more than the credit limit."""
        company = order.company_id
        if (
            not company.dispatch_block_credit_limit
            # What is paid in full raises no debt.
            or order.currency_id.compare_amounts(
                order.amount_received, order.amount_total
            )
            >= 0
        ):
            return False
        for debtor in order._get_debtors().filtered("credit_limit"):
            exposure = debtor._get_exposure_with(order)
            limit = debtor.credit_limit
            if company.currency_id.compare_amounts(
                exposure, limit
            ) > 0 and self._is_stopped_with_customer(order, leaving):
                above = self.env._(
                    "%(order)s must not be dispatched: with it, %(customer)s owes"
                    " %(exposure)s, more than the credit limit of %(limit)s. Wait for a"
                    " payment, or request an exception on the order.",
                    order=order.name,
                    customer=debtor.name,
                    exposure=company.currency_id.format(exposure),
                    limit=company.currency_id.format(limit),
                )
                return self._join(above, self._get_exception_remedy(order))
        return False
