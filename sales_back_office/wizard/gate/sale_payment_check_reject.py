from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalePaymentCheckReject(models.TransientModel):
    _name = "sale.payment.check.reject"
    _description = "Reject payment checks"

    check_ids = fields.Many2many("sale.payment.check", required=True)
    reason = fields.Text(
        required=True, help="The clerk who raised the check reads this sentence."
    )

    @api.constrains("reason")
    def _check_reason(self):
        if not all(rejection.reason.strip() for rejection in self):
            raise ValidationError(
                self.env._("Write why: the clerk who asked reads the reason.")
            )

    def action_reject(self):
        """Reject the checks; the rights are those of the check's own method.

        :raise AccessError: unless the user is a finance checker
        """
        self.check_ids.action_reject(self.reason)
