from odoo import api, models

INVOICING = "account.group_account_invoice"


class SaleOrderLine(models.Model):
    """What a line is billed on decides whose money the payment is."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_invoice_lines(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `sale`: money follows what is billed, also to another order."""
        self._check_invoice_lines(vals)
        orders = self.order_id
        result = super().write(vals)
        if not {"invoice_lines", "order_id"}.isdisjoint(vals):
            self.env["sale.order.receipt"]._on_change(orders=orders | self.order_id)
        return result

    def unlink(self):
        """Override of `sale`: what a deleted line was billed for is nobody's money."""
        # sudo: whoever deletes a line need not have a right on invoices.
        orders = self.sudo().filtered("invoice_lines").order_id
        result = super().unlink()
        self.env["sale.order.receipt"]._on_change(orders=orders)
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_invoice_lines(self, vals):
        """What an invoice bills decides whose money its payment is: that is for those
        who may say so on the invoice as well."""
        user = self.env.user
        if vals.get("invoice_lines") and not user.has_group(INVOICING):
            user._check_back_office_role("finance_checker")
