from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_use_team = fields.Boolean(
        string="Targets and daily reports",
        implied_group="sales_back_office.group_use_team",
    )
