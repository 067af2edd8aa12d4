from odoo import fields, models


class SalePaymentCheckReject(models.TransientModel):
    _name = "sale.payment.check.reject"
    _description = "Reject payment checks"

    check_ids = fields.Many2many("sale.payment.check", required=True)
    reason = fields.Text(
        required=True, help="The clerk who raised the check reads this sentence."
    )

    def action_reject(self):
        """Reject the checks; the rights are those of the check's own method.

        :raise AccessError: unless the user is a finance checker
        """
        self.check_ids.action_reject(self.reason)
