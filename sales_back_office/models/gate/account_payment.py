from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """Override of `account`: a payment counts while it is in process or paid."""
        result = super().write(vals)
        if "state" in vals:
            self.env["sale.order.receipt"]._on_change(payments=self)
        return result
