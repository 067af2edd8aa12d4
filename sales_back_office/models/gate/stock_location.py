from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        """Override of `stock`: what has been put somewhere does not reach a customer by
        another name of the place."""
        inside = self.browse()
        if not {"usage", "location_id"}.isdisjoint(vals):
            inside = self.search([("id", "child_of", self.ids)]).filtered(
                lambda location: not location._is_with_customer()
            )
        result = super().write(vals)
        outside = inside.filtered(lambda location: location._is_with_customer())
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

    def _is_with_customer(self):
        """Whether goods there are a customer's, be it a company of the own group.

        As core's `_is_outgoing`, which asks the database at each call.
        """
        self.ensure_one()
        between_companies = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )
        parents = (self.parent_path or "").split("/")
        return self.usage == "customer" or str(between_companies) in parents
