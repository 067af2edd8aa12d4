from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Core counts them with the rights of the user, so whoever reads invoices but no
    # payments, as clerks and salespeople do, could not open the form.
    payment_count = fields.Integer(compute_sudo=True)
    transaction_count = fields.Integer(compute_sudo=True)

    def write(self, vals):
        """Override of `account`: an entry in draft is no money, though core leaves it
        matched."""
        again = self.browse()
        if "state" in vals:
            again = self.filtered(lambda move: move._may_be_matched())
        result = super().write(vals)
        if "matched_payment_ids" in vals:
            again |= self.filtered(
                lambda move: any(not p.move_id for p in move.matched_payment_ids)
            )
        self.env["sale.order.receipt"]._on_change(moves=again)
        return result

    def _may_be_matched(self):
        """Core lets drafts be paid and matched, too, if they are not quite new."""
        self.ensure_one()
        return (
            self.posted_before
            or any(self.line_ids.mapped("matching_number"))
            or bool(self.matched_payment_ids)
        )
