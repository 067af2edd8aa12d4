from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_invoice_lines(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `sale` to keep goods of a blocked order with it."""
        self._check_invoice_lines(vals)
        if "order_id" in vals:
            # sudo: the rule holds for whoever writes, also without a right on moves.
            lost = self.sudo().filtered(
                lambda line: line.move_ids and line.order_id.id != vals["order_id"]
            )
            lost.order_id._check_dispatch_allowed()
        return super().write(vals)

    def _check_invoice_lines(self, vals):
        """What an invoice bills decides whose money its payment is."""
        if vals.get("invoice_lines"):
            self.env.user._check_back_office_role("finance_checker")
