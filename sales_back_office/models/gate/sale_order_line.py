from odoo import api, models
from odoo.exceptions import UserError

INVOICING = "account.group_account_invoice"


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
        result = super().write(vals)
        if "invoice_lines" in vals:
            self.env["sale.order.receipt"]._on_change(orders=self.order_id)
        return result

    def _get_leaving_amount(self, moves):
        """Value of the goods of this line that these moves bring to the customer.

        Parts of a kit leave one by one, so the first one counts as the whole line.
        """
        self.ensure_one()
        own = moves.filtered(lambda move: move.sale_line_id == self)
        if own.product_id - self.product_id:
            return self.price_total
        unit = self.product_uom_id
        return self._get_amount_of(
            sum(move.product_uom._compute_quantity(move.quantity, unit) for move in own)
        )

    def _get_dispatched_amount(self):
        """Value of the goods of this line that have left, less what came back."""
        self.ensure_one()
        if self.product_id.type != "consu":
            return 0.0
        parts = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move._is_dispatch()
                and move.product_id != self.product_id
            )
        )
        return self.price_total if parts else self._get_amount_of(self.qty_delivered)

    def _get_amount_of(self, quantity):
        ordered = self.product_uom_qty
        return self.price_total * quantity / ordered if ordered else 0.0

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
        """What an invoice bills decides whose money its payment is: that is for those
        who may say so on the invoice as well."""
        user = self.env.user
        if vals.get("invoice_lines") and not user.has_group(INVOICING):
            user._check_back_office_role("finance_checker")
