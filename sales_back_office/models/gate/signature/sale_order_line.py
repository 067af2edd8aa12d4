from odoo import models


class SaleOrderLine(models.Model):
    """The goods that a signature is given for."""

    _inherit = "sale.order.line"

    def _prepare_signed_goods(self):
        """What a signature on a release is given for: `{line id: [product id, quantity
        in the unit of the product, value]}`."""
        return {
            str(line.id): [
                line.product_id.id,
                line._get_ordered_quantity(line.product_id),
                line.price_total,
            ]
            for line in self.filtered(lambda line: line._has_goods())
        }

    def _is_as_signed(self, goods, is_part):
        """Whether the line has no more, no other and, where only part of the order may
        leave, no cheaper goods than were signed for.

        :param goods: as `_prepare_signed_goods` returned them
        """
        self.ensure_one()
        product, unit = self.product_id, self.product_id.uom_id
        ordered = self._get_ordered_quantity(product) if self._has_goods() else 0
        if ordered <= 0:
            return True
        product_id, quantity, value = goods.get(str(self.id), (None, 0.0, 0.0))
        if product.id != product_id or unit.compare(ordered, quantity) > 0:
            return False
        # Fewer of them may be worth a cent less, for the line is rounded.
        least = value * ordered / quantity - self.currency_id.rounding
        return (
            not is_part
            or self.currency_id.compare_amounts(self.price_total, least) >= 0
        )
