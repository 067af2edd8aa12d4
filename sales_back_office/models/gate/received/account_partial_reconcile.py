from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account`: what pays an invoice pays its orders."""
        partials = super().create(vals_list)
        self.env["sale.order.receipt"]._on_match(partials._get_entries())
        return partials

    def unlink(self):
        """Override of `account`, as `create`: the money is no longer theirs."""
        moves = self._get_entries()
        result = super().unlink()
        self.env["sale.order.receipt"]._on_match(moves)
        return result

    def _get_entries(self):
        return (self.debit_move_id | self.credit_move_id).move_id
