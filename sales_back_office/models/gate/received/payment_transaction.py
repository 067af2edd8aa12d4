from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        """Override of `payment` to put orders that are paid online before finance."""
        result = super()._post_process()
        done = self.filtered(lambda transaction: transaction.state == "done")
        done.sale_order_ids._on_money_received()
        return result
