from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_use_team = fields.Boolean(
        string="Targets and daily reports",
        implied_group="sales_back_office.group_use_team",
    )
    daily_report_cutoff = fields.Float(
        related="company_id.daily_report_cutoff", readonly=False, required=True
    )
    daily_report_reminder = fields.Integer(
        related="company_id.daily_report_reminder", readonly=False, required=True
    )
