from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.roles.xlsx import XLSX

# What became of a report whose mail is in one of these states.
STATES_OF_MAIL = {"waiting": ("outgoing",), "undelivered": ("exception", "cancel")}


class BackOfficeRun(models.Model):
    """A report that was made: its file, and whether it was sent.

    There is one for each time that a schedule is due, so nothing is sent twice.
    """

    _name = "back.office.run"
    _inherit = ["sealed.mixin", "mail.thread"]
    _description = "Report made by a schedule"
    _order = "due_at desc, id desc"

    _sealed_fields = frozenset(
        {
            "schedule_id",
            "company_id",
            "owner_id",
            "user_ids",
            "sent_to",
            "due_at",
            "is_manual",
            "state",
            "period_start",
            "period_end",
            "file",
            "file_name",
            "row_count",
            "error",
        }
    )

    schedule_id = fields.Many2one(
        "back.office.schedule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # As they were: whoever owns the schedule later, or is sent its reports later, has
    # no right to see this one.
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    owner_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_ids = fields.Many2many("res.users", string="Recipients", readonly=True)
    sent_to = fields.Char(string="Sent to", readonly=True)
    due_at = fields.Datetime(string="Due", required=True, readonly=True)
    is_manual = fields.Boolean(
        string="By hand", readonly=True, help="Sent by hand, not at its time."
    )
    state = fields.Selection(
        [
            ("sent", "Made and sent"),
            ("empty", "Nothing to send"),
            ("failed", "Failed"),
        ],
        string="Result",
        required=True,
        readonly=True,
    )
    status = fields.Selection(
        [
            ("waiting", "Mail waits to leave"),
            ("sent", "Sent"),
            ("undelivered", "Not delivered"),
            ("empty", "Nothing to send"),
            ("failed", "Failed"),
        ],
        compute="_compute_status",
        search="_search_status",
    )
    period_start = fields.Date(string="From", readonly=True)
    period_end = fields.Date(string="To", readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    error = fields.Text(readonly=True)
    undelivered = fields.Text(
        compute="_compute_status",
        help="Why the mail could not be delivered.",
    )

    _once = models.UniqueIndex(
        "(schedule_id, due_at) WHERE is_manual IS NOT TRUE",
        "The report for that time exists already.",
    )

    @api.depends("schedule_id.name", "period_start", "period_end")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            # sudo: whoever may see the report may know what it is called.
            name, days = run.sudo().schedule_id.name, run._get_period_text()
            run.display_name = f"{name} {days}".strip()

    @api.depends("state")
    def _compute_status(self):
        """A mail that has left is not kept: what is there has not."""
        mails = self._get_mails(("res_id", "in", self.ids)).grouped("res_id")
        for run in self:
            left = mails.get(run.id, self.env["mail.mail"])
            lost = left.filtered(lambda mail: mail.state != "outgoing")
            run.undelivered = "\n".join(lost.mapped(_get_reason))
            run.status = run.state
            if left and run.state == "sent":
                run.status = "undelivered" if lost else "waiting"

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        runs = {
            status: self._get_mails(("state", "in", states)).mapped("res_id")
            for status, states in STATES_OF_MAIL.items()
        }
        runs["waiting"] = set(runs["waiting"]).difference(runs["undelivered"])
        has_left = [("id", "not in", [*runs["waiting"], *runs["undelivered"]])]
        return Domain.OR(
            Domain("id", "in", list(runs[status]))
            if status in runs
            else Domain("state", "=", status) & Domain(has_left)
            for status in value
        )

    def _get_mails(self, *conditions):
        """Mails of reports that have not left."""
        # sudo: whoever may see a report may know that nobody has got it.
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("is_notification", "=", False),
                    (
                        "state",
                        "in",
                        [*STATES_OF_MAIL["waiting"], *STATES_OF_MAIL["undelivered"]],
                    ),
                    *conditions,
                ]
            )
        )

    def action_download(self):
        """Give out the file.

        :return: action that downloads it
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file"
            "?filename_field=file_name&download=true",
            "target": "download",
        }

    def _keep_file(self, file):
        """Keep what was made; the mail takes the same file along.

        :return: the attachment
        """
        self.ensure_one()
        # sudo: nobody fills the file in by hand.
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            ._create_from_file(
                file,
                name=self.file_name,
                mimetype=XLSX,
                res_model=self._name,
                res_field="file",
                res_id=self.id,
                company_id=self.company_id.id,
            )
        )
        self.invalidate_recordset(["file"])
        return attachment

    def _send(self, attachment):
        """Leave the mail to the queue, which goes on after a crash as well."""
        self.ensure_one()
        # sudo: the owner has chosen the mail and whom it goes to.
        schedule = self.sudo().schedule_id._for_owner()
        schedule.template_id.send_mail(
            self.id,
            email_values={
                "attachment_ids": [fields.Command.link(attachment.id)],
                "recipient_ids": [fields.Command.set(schedule._get_recipients().ids)],
                "email_to": ", ".join(schedule._get_addresses()) or False,
                **schedule._get_words(self._get_facts()),
            },
        )

    def _hasten(self):
        """Have the queue looked at as soon as this is committed: by itself it goes once
        an hour.

        Once for what is sent together, and for nothing else: what another transaction
        has asked for may be under way already, without the mails of this one.
        """
        queue = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if queue and "sent" in self.mapped("state"):  # it may have been deleted
            queue._trigger()

    def _get_news(self):
        """What became of a report that somebody has asked for: a sentence."""
        self.ensure_one()
        if self.state == "empty":
            return self.env._("%s: nothing to send.", self.schedule_id.name)
        return self.env._(
            "%(report)s is on its way to %(people)s.",
            report=self.schedule_id.name,
            people=self.sent_to,
        )

    def _get_facts(self):
        """What the subject and the text of a mail can say of the report."""
        self.ensure_one()
        run = self.with_context(lang=self.owner_id.lang)
        return {
            "report": run.schedule_id.name,
            "period": run._get_period_text() or run.env._("all days"),
            "company": run.company_id.name,
            "rows": run.row_count,
        }

    def _get_period_text(self):
        """The days that the report is about, in the language of the context."""
        self.ensure_one()
        first, last = self.period_start, self.period_end
        days = [first] if first == last else [first, last]
        return " – ".join(format_date(self.env, day) for day in days if day)


def _get_reason(mail):
    """Why a mail was not delivered: in words, and as the mail server said it."""
    if mail.state == "cancel":
        return mail.env._("Somebody has cancelled the mail.")
    labels = dict(mail._fields["failure_type"]._description_selection(mail.env))
    said = " ".join((mail.failure_reason or "").split())
    return ": ".join(filter(None, [labels.get(mail.failure_type), said]))
