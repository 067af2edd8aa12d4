from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        help="Share of an order that has to be received before its goods leave, unless"
        " the payment term says otherwise. 0 switches the rule off.",
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

    @api.constrains("dispatch_payment_percent")
    def _check_dispatch_payment_percent(self):
        for company in self:
            if not 0 <= company.dispatch_payment_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "The share paid before dispatch of %(company)s must lie between"
                        " 0 and 100 %%.",
                        company=company.name,
                    )
                )

    def _signs_automatically(self):
        """Whether the system signs the releases of this company's paid orders."""
        self.ensure_one()
        return self.dispatch_sign_off == "automatic"
