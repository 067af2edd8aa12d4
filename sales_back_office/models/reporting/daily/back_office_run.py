from odoo import models


class BackOfficeRun(models.Model):
    """What the workbook of the day has told already."""

    _inherit = "back.office.run"

    def _get_last_of_day(self, company, day):
        """The last workbook of the day that the job has made before a day: whatever
        has been changed in cut-off and calendar since, it has told what it has told."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("schedule_id.is_daily_workbook", "=", True),
                ("is_manual", "=", False),
                ("state", "!=", "failed"),
                ("period_end", "<", day),
            ],
            order="due_at desc",
            limit=1,
        )
