from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # What a line tells of goods that have left.
    _record_fields = frozenset(
        {"move_id", "product_id", "product_uom_id", "quantity_product_uom", "state"}
    )

    @api.constrains("location_dest_id")
    def _check_dispatch_allowed(self):
        """Goods can also be sent on line by line, even when the move is done."""
        self.move_id._check_dispatch_allowed()

    def write(self, vals):
        """Override of `stock` to keep the record of what has left with an order."""
        if not self._record_fields.isdisjoint(vals):
            self.move_id._check_stays_done()
        return super().write(vals)
