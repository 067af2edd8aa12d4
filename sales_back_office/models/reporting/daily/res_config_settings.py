from odoo import api, fields, models

from .back_office_schedule import KEEPERS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    has_daily_workbook = fields.Boolean(
        string="The workbook of the day is sent", compute="_compute_daily_workbook"
    )
    is_daily_workbook_stopped = fields.Boolean(compute="_compute_daily_workbook")
    can_keep_daily_workbook = fields.Boolean(compute="_compute_daily_workbook")

    @api.depends("company_id")
    @api.depends_context("uid")
    def _compute_daily_workbook(self):
        schedules, user = self.env["back.office.schedule"], self.env.user
        can_keep = any(
            user.has_group(f"sales_back_office.group_{role}") for role in KEEPERS
        )
        for settings in self:
            workbook = schedules._find_daily_workbook(settings.company_id)
            settings.has_daily_workbook = workbook.active
            settings.is_daily_workbook_stopped = workbook and not workbook.active
            settings.can_keep_daily_workbook = can_keep
