from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    reminder_responsible_days = fields.Integer(
        related="company_id.reminder_responsible_days", readonly=False
    )
    reminder_head_days = fields.Integer(
        related="company_id.reminder_head_days", readonly=False
    )
    reminder_supervisor_days = fields.Integer(
        related="company_id.reminder_supervisor_days", readonly=False
    )
    reminder_supervisor_id = fields.Many2one(
        related="company_id.reminder_supervisor_id", readonly=False
    )
