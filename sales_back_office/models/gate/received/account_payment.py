from odoo import models

LIVE_STATES = ("in_process", "paid")


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """Override of `account`: a payment counts while it is in process or paid."""
        moved = self.filtered(lambda payment: payment._is_to_count_otherwise(vals))
        result = super().write(vals)
        # A rejected payment keeps its entry, and that its matches.
        self.env["sale.order.receipt"]._on_change(moves=moved.move_id, payments=moved)
        return result

    def action_post(self):
        """Override of `account`: what is posted again counts again."""
        # What is posted for the first time is not matched yet.
        again = self.filtered("move_id.posted_before")
        result = super().action_post()
        self.env["sale.order.receipt"]._on_change(payments=again)
        return result

    def _is_to_count_otherwise(self, vals):
        """Whether these values change what orders have received, as posting is told by
        itself."""
        self.ensure_one()
        before, after = self.state, vals.get("state", self.state)
        if not before or before == after or vals.get("move_id"):
            return False  # what gets its entry only now is not matched yet
        return before in (*LIVE_STATES, "rejected") or not self.move_id
