from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `account` to put orders that an invoice payment covers before
        finance."""
        partials = super().create(vals_list)
        invoices = (partials.debit_move_id | partials.credit_move_id).move_id.filtered(
            lambda move: move.move_type == "out_invoice"
        )
        invoices._request_releases()
        return partials
