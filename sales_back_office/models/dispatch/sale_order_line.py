from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What goods are worth that left beyond the order.

    For goods that a delivery brought and nobody ordered, core adds a line with no
    quantity ordered, whose totals are zero, though it is invoiced at its price.
    """

    _inherit = "sale.order.line"

    unordered_unit_subtotal = fields.Float(
        string="Untaxed price of one beyond the order",
        compute="_compute_unordered_unit_total",
        store=True,
        digits=0,
    )
    unordered_unit_total = fields.Float(
        string="Price of one beyond the order",
        compute="_compute_unordered_unit_total",
        store=True,
        digits=0,
        help="With tax and not rounded, so that any quantity of it can be valued.",
    )

    @api.depends(
        *("discount", "display_type", "is_downpayment", "price_unit"),
        *("product_uom_qty", "tax_ids"),
    )
    def _compute_unordered_unit_total(self):
        for line in self:
            beyond = not (
                line.display_type or line.is_downpayment or line.product_uom_qty
            )
            untaxed, total = line._get_unit_price() if beyond else (0.0, 0.0)
            line.unordered_unit_subtotal = untaxed
            line.unordered_unit_total = total

    def _get_unit_price(self):
        """The price of one without and with tax, not rounded."""
        self.ensure_one()
        base = self._prepare_base_line_for_taxes_computation(quantity=1.0)
        self.env["account.tax"]._add_tax_details_in_base_line(
            base, self.company_id or self.env.company, "round_globally"
        )
        return (
            base["tax_details"]["raw_total_excluded_currency"],
            base["tax_details"]["raw_total_included_currency"],
        )
