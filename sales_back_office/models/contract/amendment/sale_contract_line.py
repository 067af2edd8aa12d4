from odoo import models


class SaleContractLine(models.Model):
    """What an amendment starts from."""

    _inherit = "sale.contract.line"

    def _prepare_amendment(self):
        """Values of an amendment's line that changes nothing yet."""
        self.ensure_one()
        return {
            "contract_line_id": self.id,
            "sequence": self.sequence,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "date_due": self.date_due,
        }
