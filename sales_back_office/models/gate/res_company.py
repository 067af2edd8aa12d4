from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        help="Share of an order that has to be received before its goods leave, unless"
        " the payment term says otherwise. 0 switches the rule off.",
    )
    supply_payment_percent = fields.Float(
        string="Share paid before supply (%)",
        digits=(5, 2),
        help="Share of an order that has to be received before anything is delivered,"
        " made or bought for it, unless the payment term says otherwise. 0 switches the"
        " rule off.",
    )
    dispatch_sign_off = fields.Selection(
        [
            ("manual", "Finance signs each release"),
            ("automatic", "Signed by itself once the money is in"),
        ],
        string="Release of paid orders",
        required=True,
        default="manual",
        help="Whether finance signs before the goods of a paid order leave.",
    )

    partial_dispatch_allowed = fields.Boolean(
        string="Partial deliveries of partly paid orders",
        help="Goods may leave as far as the received money covers their share.",
    )

    dispatch_block_overdue = fields.Boolean(
        string="Stop customers with overdue invoices",
        help="No goods leave for a customer whose invoices are overdue.",
    )
    dispatch_overdue_days = fields.Integer(
        string="Tolerated days",
        help="Days after the due date from which an invoice stops its customer's"
        " goods.",
    )
    dispatch_block_credit_limit = fields.Boolean(
        string="Stop customers above their credit limit",
        help="No goods leave for an order that is not paid while the customer owes more"
        " than the credit limit, confirmed orders included.",
    )
    dispatch_payment_evidence = fields.Selection(
        [
            ("posted", "Once the payment is posted"),
            ("matched", "Once it is matched with the bank statement"),
        ],
        string="Money counts",
        required=True,
        default="posted",
        help="When a payment counts as received. What is booked without a payment"
        " counts once it is posted.",
    )
    exception_countersign_amount = fields.Monetary(
        string="Exceptions that the management countersigns",
        help="An exception for goods worth more than this is signed by finance and by"
        " an executive. 0: finance alone.",
    )
    manual_dispatch_policy = fields.Selection(
        [
            ("allow", "Allowed"),
            ("exception", "Only when none of the customer's orders is blocked"),
        ],
        string="Deliveries without an order",
        required=True,
        default="allow",
        help="Whether goods may leave by hand for a customer who has orders that must"
        " not be dispatched.",
    )

    @api.constrains("dispatch_overdue_days", "exception_countersign_amount")
    def _check_not_negative(self):
        for company in self:
            if (
                min(company.dispatch_overdue_days, company.exception_countersign_amount)
                < 0
            ):
                raise ValidationError(
                    self.env._(
                        "The tolerated days and the amount to be countersigned at"
                        " %(company)s cannot be negative.",
                        company=company.name,
                    )
                )

    @api.constrains("dispatch_payment_percent", "supply_payment_percent")
    def _check_payment_percents(self):
        for company in self:
            for share in (
                company.dispatch_payment_percent,
                company.supply_payment_percent,
            ):
                if not 0 <= share <= 100:
                    raise ValidationError(
                        self.env._(
                            "The shares to be paid before dispatch and before supply at"
                            " %(company)s must lie between 0 and 100 %%.",
                            company=company.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_credit_limits(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_credit_limits(vals))

    @api.model
    def _with_credit_limits(self, vals):
        """Core knows what customers owe only where it uses credit limits."""
        if vals.get("dispatch_block_credit_limit"):
            return {**vals, "account_use_credit_limit": True}
        return vals

    def _signs_automatically(self):
        """Whether the system signs the releases of this company's paid orders."""
        self.ensure_one()
        return self.dispatch_sign_off == "automatic"

    def _get_overdue_domain(self):
        """Invoices that are due for longer than the company tolerates."""
        self.ensure_one()
        today = self._get_today()
        last_day = today - timedelta(days=self.dispatch_overdue_days)
        return Domain(
            [
                ("company_id", "=", self.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", last_day),
            ]
        )

    def _get_overdue_debtors(self):
        """Customers with invoices that are due for longer than the company
        tolerates."""
        groups = self.env["account.move"]._read_group(
            self._get_overdue_domain(), ["commercial_partner_id"]
        )
        return self.env["res.partner"].union(*(partner for (partner,) in groups))
