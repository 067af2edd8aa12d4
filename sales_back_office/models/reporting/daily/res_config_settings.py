from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    has_daily_workbook = fields.Boolean(
        string="The workbook of the day is sent", compute="_compute_has_daily_workbook"
    )

    @api.depends("company_id")
    def _compute_has_daily_workbook(self):
        schedules = self.env["back.office.schedule"]
        for settings in self:
            workbook = schedules._find_daily_workbook(settings.company_id)
            settings.has_daily_workbook = workbook.active
