from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _reconcile_payments(self, to_process, edit_mode=False):
        """Override of `account` to put orders that a payment without a journal entry
        covers before finance: nothing is reconciled that could tell."""
        result = super()._reconcile_payments(to_process, edit_mode=edit_mode)
        for vals in to_process:
            if not vals["payment"].move_id:
                vals["to_reconcile"].move_id._request_releases()
        return result
