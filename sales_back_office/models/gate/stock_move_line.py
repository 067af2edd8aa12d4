from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.constrains("location_dest_id")
    def _check_dispatch_allowed(self):
        """Goods can also be sent on line by line, even when the move is done."""
        self.move_id._check_dispatch_allowed()
