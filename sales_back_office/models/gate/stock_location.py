from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        """Override of `stock`: what has been put somewhere does not reach a customer by
        another name of the place."""
        inside = self.browse()
        if not {"usage", "location_id"}.isdisjoint(vals):
            inside = self.search([("id", "child_of", self.ids)]).filtered(
                lambda location: not location._is_outgoing()
            )
        result = super().write(vals)
        outside = inside.filtered(lambda location: location._is_outgoing())
        if outside:
            # sudo: the rule holds for whoever changes a place.
            moves = self.env["stock.move"].sudo()
            moves.search(
                [
                    ("state", "=", "done"),
                    ("sale_line_id", "!=", False),
                    ("location_dest_id", "in", outside.ids),
                ]
            )._check_dispatch_allowed()
        return result
