from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    contract_guarantee_days = fields.Integer(
        related="company_id.contract_guarantee_days", readonly=False
    )
