from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Override of `account`: an entry in draft is no money, though core leaves it
        matched."""
        # What is posted for the first time is not matched yet.
        again = self.filtered("posted_before") if "state" in vals else self.browse()
        result = super().write(vals)
        if "matched_payment_ids" in vals:  # a payment that has no entry to match
            again |= self
        self.env["sale.order.receipt"]._on_change(moves=again)
        return result
