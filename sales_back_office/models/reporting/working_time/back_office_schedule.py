from odoo import api, fields, models


class BackOfficeSchedule(models.Model):
    """When the working days change, so does the next time that it is due."""

    _inherit = "back.office.schedule"

    @api.depends("company_id.resource_calendar_id")
    def _compute_next_run(self):
        """Override of `clock.mixin`: a company may change to another calendar."""
        return super()._compute_next_run()

    @api.model
    def _follow_working_days(self):
        """The working days may be others now: look for the next one again.

        What is due already stays so: which of its times was a working day is decided
        when it is made.
        """
        # sudo: whoever keeps the calendar need not see the schedules.
        schedules = self.sudo().search(
            [
                ("frequency", "=", "working"),
                ("next_run", ">", fields.Datetime.now()),
            ]
        )
        self.env.add_to_compute(self._fields["next_run"], schedules)
