from odoo import fields, models


class SaleContractEnd(models.TransientModel):
    _name = "sale.contract.end"
    _description = "Close or terminate contracts"

    contract_ids = fields.Many2many("sale.contract", required=True)
    state = fields.Selection(
        [("closed", "Closed"), ("terminated", "Terminated")], required=True
    )
    reason = fields.Text(required=True, help="Stands in the register.")

    def action_end(self):
        """Close or terminate the contracts; the rights are those of their own methods.

        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when one of them is not signed
        """
        self.ensure_one()
        if self.state == "closed":
            self.contract_ids.action_close(self.reason)
        else:
            self.contract_ids.action_terminate(self.reason)
