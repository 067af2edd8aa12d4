from odoo import api, models


class SaleContractLine(models.Model):
    """Lines of contracts that are imported."""

    _inherit = "sale.contract.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of the register to leave empty cells to the computes."""
        return super().create([self._drop_blanks(vals) for vals in vals_list])

    @api.model
    def _drop_blanks(self, vals):
        """An import sends its empty cells, too: what is required is computed then."""
        fields = self._fields
        return {
            name: value
            for name, value in vals.items()
            if not (value is False and fields[name].required and fields[name].compute)
        }
