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

    supply_payment_percent = fields.Float(
        string="Share paid before supply (%)",
        digits=(5, 2),
        help="Share of the order total that has to be received before anything is"
        " delivered, made or bought for the order. 0: nothing.",
    )

    @api.constrains("dispatch_payment_percent", "supply_payment_percent")
    def _check_payment_percents(self):
        for term in self:
            for share in (term.dispatch_payment_percent, term.supply_payment_percent):
                if not 0 <= share <= 100:
                    raise ValidationError(
                        self.env._(
                            "The shares to be paid under “%(term)s” must lie between 0"
                            " and 100 %%.",
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

    def _get_supply_payment_percent(self, company):
        """Share of an order of `company` that must be in before its supply starts.

        :return: percentage, 0 to 100; a term that follows the company and asks for no
            deposit of its own asks for the company's
        """
        if not self or self.dispatch_payment_policy == "company":
            return self.supply_payment_percent or company.supply_payment_percent
        return self.supply_payment_percent
