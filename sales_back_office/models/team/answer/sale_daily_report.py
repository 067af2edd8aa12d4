from odoo import models


class SaleDailyReport(models.Model):
    """What comes back to the salesperson: a comment, or the report itself."""

    _inherit = "sale.daily.report"

    def action_comment(self, comment):
        """Tell the salesperson what to make of the report.

        :param str comment: replaces an earlier one, which stays in the history
        :raise AccessError: unless the user is a supervisor or an executive
        :raise UserError: when the report is not submitted
        """
        self.env.user._check_back_office_role("supervisor", "executive")
        self.check_access("read")
        self._check_state("submitted")
        # sudo: of what they may read, these two roles write this field only.
        self.sudo()._write_sealed({"comment": comment})
        for report in self._for_salesperson():
            subject = report.env._("Comment on the report %s", report.display_name)
            report._notify_salesperson(subject, comment)

    def action_send_back(self, reason):
        """Open the report again, so that the salesperson corrects it.

        :param str reason: what is to be corrected
        :raise AccessError: unless the user is a supervisor
        :raise UserError: when the report is not submitted
        """
        self.env.user._check_back_office_role("supervisor")
        self.check_access("read")
        self._check_state("submitted")
        # sudo: a supervisor opens the report, and does not write in it.
        self.sudo()._write_sealed({"state": "draft", "sent_back_reason": reason})
        for report in self._for_salesperson():
            subject = report.env._("Correct the report %s", report.display_name)
            report._notify_salesperson(subject, reason)

    def _for_salesperson(self):
        """Each report in the language of whoever has written it."""
        return (report.with_context(lang=report.user_id.lang) for report in self)

    def _notify_salesperson(self, subject, text):
        self.ensure_one()
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids, subject=subject, body=text
        )
