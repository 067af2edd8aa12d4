from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """Override of `account`: an entry in draft is no money, though core leaves it
        matched."""
        # What is posted for the first time is not matched yet.
        again = self.filtered("posted_before") if "state" in vals else self.browse()
        result = super().write(vals)
        if "matched_payment_ids" in vals:
            again |= self.filtered(
                lambda move: any(not p.move_id for p in move.matched_payment_ids)
            )
        self.env["sale.order.receipt"]._on_change(moves=again)
        return result
