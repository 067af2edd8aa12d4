from odoo import api, models
from odoo.exceptions import UserError


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

    def _check_delivered_as_ordered(self):
        """No more leaves with a gated order than stands on it.

        :raise UserError: naming the product, what would have left and what is ordered
        """
        for line in self.filtered("order_id.dispatch_payment_percent"):
            unit = line.product_uom_id
            if unit.compare(line.qty_delivered, line.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(delivered)s %(unit)s of %(product)s would have left with"
                        " %(order)s, but only %(ordered)s are ordered and signed for."
                        " Change the order first.",
                        delivered=line.qty_delivered,
                        unit=unit.name,
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                        ordered=line.product_uom_qty,
                    )
                )

    def _check_invoice_lines(self, vals):
        """What an invoice bills decides whose money its payment is."""
        if vals.get("invoice_lines"):
            self.env.user._check_back_office_role("finance_checker")
