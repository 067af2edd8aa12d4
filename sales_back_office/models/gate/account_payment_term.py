from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    dispatch_payment_policy = fields.Selection(
        [
            ("company", "As set for the company"),
            ("percent", "A share of the order"),
            ("none", "Nothing, deliver on credit"),
        ],
        string="To be paid before dispatch",
        required=True,
        default="company",
        help="What has to be received before goods sold under this term may leave.",
    )
    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        default=100.0,
        help="Share of the order total that has to be received before goods leave.",
    )

    @api.constrains("dispatch_payment_percent")
    def _check_dispatch_payment_percent(self):
        for term in self:
            if not 0 <= term.dispatch_payment_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "The share paid before dispatch of “%(term)s” must lie between"
                        " 0 and 100 %%.",
                        term=term.name,
                    )
                )

    def _get_dispatch_payment_percent(self, company):
        """Share of an order of `company` that must be in before goods leave.

        :return: percentage, 0 to 100; an empty term follows the company
        """
        if not self or self.dispatch_payment_policy == "company":
            return company.dispatch_payment_percent
        if self.dispatch_payment_policy == "none":
            return 0.0
        return self.dispatch_payment_percent
