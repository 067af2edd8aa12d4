from odoo import fields, models
from odoo.tools import SQL


class DispatchLedger(models.Model):
    _inherit = "dispatch.ledger"
    _depends = {"sale.order": ["contract_id"]}

    contract_id = fields.Many2one("sale.contract", readonly=True)

    def _select_order(self):
        """Override of `dispatch.ledger` to say which contract the order calls."""
        return SQL("%s, sale.contract_id", super()._select_order())
