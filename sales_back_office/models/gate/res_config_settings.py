from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dispatch_payment_percent = fields.Float(
        related="company_id.dispatch_payment_percent", readonly=False
    )
    dispatch_sign_off = fields.Selection(
        related="company_id.dispatch_sign_off", readonly=False, required=True
    )
