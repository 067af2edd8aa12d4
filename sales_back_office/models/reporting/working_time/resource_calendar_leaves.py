from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        if leaves._has_holiday():
            self.env["back.office.schedule"]._follow_working_days()
        return leaves

    def write(self, vals):
        is_holiday = self._has_holiday()  # it may become the leave of a person
        res = super().write(vals)
        if is_holiday or self._has_holiday():
            self.env["back.office.schedule"]._follow_working_days()
        return res

    def unlink(self):
        is_holiday = self._has_holiday()
        res = super().unlink()
        if is_holiday:
            self.env["back.office.schedule"]._follow_working_days()
        return res

    def _has_holiday(self):
        """Whether one of them is for all, not the leave of a person."""
        return not all(leave.resource_id for leave in self)
