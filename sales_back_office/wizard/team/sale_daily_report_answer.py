from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleDailyReportAnswer(models.TransientModel):
    _name = "sale.daily.report.answer"
    _description = "Answer to reports"

    report_ids = fields.Many2many("sale.daily.report", required=True)
    text = fields.Text(required=True, help="The salesperson is told these words.")

    @api.constrains("text")
    def _check_text(self):
        if not all(answer.text.strip() for answer in self):
            raise ValidationError(
                self.env._("Write something: the salesperson reads these words.")
            )

    def action_comment(self):
        """Comment on the reports; the rights are those of the report's own method.

        :raise AccessError: unless the user is a supervisor or an executive
        """
        self.report_ids.action_comment(self.text)

    def action_send_back(self):
        """Send the reports back; the rights are those of the report's own method.

        :raise AccessError: unless the user is a supervisor
        """
        self.report_ids.action_send_back(self.text)
