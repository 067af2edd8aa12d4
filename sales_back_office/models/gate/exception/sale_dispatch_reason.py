from odoo import fields, models


class SaleDispatchReason(models.Model):
    """Why goods may leave before they are paid: the company's own list."""

    _name = "sale.dispatch.reason"
    _description = "Reason for an exception"
    _order = "sequence, id"

    name = fields.Char(string="Reason", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
