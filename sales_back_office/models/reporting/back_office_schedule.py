import re
from tempfile import TemporaryFile

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date, format_datetime

from ...tools.reporting.workbook import Workbook

# What no system takes in the name of a file.
NOT_IN_A_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class BackOfficeSchedule(models.Model):
    """Which sheets go to whom, and when: a workbook that makes and sends itself."""

    _name = "back.office.schedule"
    _inherit = ["clock.mixin", "lent.rights.mixin", "period.mixin", "recipient.mixin"]
    _description = "Scheduled report"
    _order = "name, id"
    _check_company_auto = True

    _due_cron = "sales_back_office.ir_cron_send_due"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    frequency = fields.Selection(tracking=True)
    send_time = fields.Float(tracking=True)
    period = fields.Selection(tracking=True)
    line_ids = fields.One2many(
        "back.office.schedule.line", "schedule_id", string="Sheets", copy=True
    )
    skip_empty = fields.Boolean(
        string="Skip if empty", help="Nothing is sent when no sheet has a row."
    )
    run_ids = fields.One2many("back.office.run", "schedule_id")
    run_count = fields.Integer(compute="_compute_run_count")

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["back.office.run"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
            )
        )
        for schedule in self:
            schedule.run_count = counts.get(schedule._origin, 0)

    @api.constrains("company_id")
    def _check_made_for_company(self):
        for schedule in self:
            # sudo: some of its reports may not be for the user.
            made_for = schedule.sudo().run_ids.company_id
            if made_for - schedule.company_id:
                raise ValidationError(
                    self.env._(
                        "%(schedule)s has made reports of %(company)s, so it stays"
                        " there. Duplicate it for another company.",
                        schedule=schedule.name,
                        company=made_for[:1].name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        # sudo: some of its reports may not be for the user.
        made = self.sudo().filtered("run_ids")
        if made:
            raise UserError(
                self.env._(
                    "%s has made reports, which are kept, so it cannot be deleted."
                    " Archive it instead.",
                    ", ".join(made.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        """Override of `base`: two of the same name could not be told apart."""
        copies = super().copy_data(default)
        if not (default and "name" in default):
            for schedule, vals in zip(self, copies, strict=True):
                vals["name"] = self.env._("%s (copy)", schedule.name)
        return copies

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send_now(self):
        """Make the report and send it, without waiting for its time.

        :return: action that says so
        :raise AccessError: unless the user may change the schedule
        :raise UserError: when it has nobody to be sent to, no sheet, or no owner
        """
        self.check_access("write")
        for schedule in self:
            schedule._check_lent()
            schedule._check_sheets()
            schedule._check_recipients()
        now = fields.Datetime.now()
        runs = self.env["back.office.run"]
        for schedule in self:
            runs += schedule._run(now, is_manual=True)
        runs._hasten()
        news = [run._get_news() for run in runs]
        missed = ", ".join(filter(None, self.mapped("unreachable")))
        if missed:
            news.append(self.env._("Without e-mail address: %s.", missed))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missed else "success",
                "message": " ".join(news),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_download(self):
        """Make the same file as would be sent now, only to look at it.

        :return: action that downloads it
        :raise AccessError: unless the user may change the schedule
        :raise UserError: when it has no owner, or no sheet
        """
        self.ensure_one()
        self._check_may_look()
        self._check_sheets()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_back_office/schedule/{self.id}/preview.xlsx",
            "target": "download",
        }

    def action_view_runs(self):
        """Open what was made of it.

        :return: window action on `back.office.run`
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_back_office.back_office_run_action"
        )
        action["domain"] = [("schedule_id", "=", self.id)]
        return action

    # ------------------------------------------------------------
    # WHAT IS DUE
    # ------------------------------------------------------------

    @api.model
    def _cron_send_due(self):
        """Send the reports that are due: see `_do_all_due`."""
        self._do_all_due()

    def _do_due(self, now):
        """Override of `clock.mixin`: it stops when nobody's rights are left."""
        if self._get_reason_to_stop():
            return self._stop()
        # What goes wrong is told in the words of the owner.
        return super(BackOfficeSchedule, self._for_owner())._do_due(now)

    def _do_at(self, due_at):
        """Override of `clock.mixin`: make the report and send it."""
        self._check_sheets()
        self._check_recipients()
        self._run(due_at)._hasten()

    def _note_failure(self, due_at, error):
        """Override of `clock.mixin`: keep what went wrong, and tell the owner."""
        message = str(error)
        if due_at:
            self.env["back.office.run"]._create_sealed(
                [
                    {
                        **self._get_people(),
                        "due_at": due_at,
                        "state": "failed",
                        "error": message,
                    }
                ]
            )
        self.message_notify(
            partner_ids=self.owner_id.partner_id.ids,
            subject=self.env._("%s could not be made", self.name),
            body=message,
        )

    # ------------------------------------------------------------
    # ONE REPORT
    # ------------------------------------------------------------

    def _run(self, due_at, is_manual=False):
        """Make the file for a time, keep it, and send it.

        :return: the `back.office.run`
        """
        self.ensure_one()
        first, last = self._get_period(due_at) or (False, False)
        with TemporaryFile() as file:
            count = self._write_file(file, due_at)
            is_empty = self.skip_empty and not count
            values = {
                **self._get_people(),
                "due_at": due_at,
                "is_manual": is_manual,
                "state": "empty" if is_empty else "sent",
                "sent_to": not is_empty and self._get_recipient_names(),
                "period_start": first,
                "period_end": last,
                "file_name": self._get_file_name(due_at),
                "row_count": count,
            }
            runs = self.env["back.office.run"].sudo()  # nobody makes one by hand
            run = runs._create_sealed([values])
            attachment = run._keep_file(file)
        if not is_empty:
            run._send(attachment)
        return run

    def _get_people(self):
        """Whose report it is, and who may see it, at this moment."""
        schedule = self.sudo()  # an owner need not have a right on schedules
        return {
            "schedule_id": schedule.id,
            "company_id": schedule.company_id.id,
            "owner_id": schedule.owner_id.id,
            "user_ids": [fields.Command.set(schedule.user_ids.ids)],
        }

    def _check_sheets(self):
        schedule = self.sudo()  # an owner need not have a right on schedules
        if not schedule.line_ids:
            raise UserError(self.env._("Choose at least one sheet for %s.", self.name))
        lost = [line.sheet for line in schedule.line_ids if line.sheet not in self.env]
        if lost:
            raise UserError(
                self.env._(
                    "%(schedule)s has a sheet that is not installed any more:"
                    " %(sheets)s. Remove it.",
                    schedule=self.name,
                    sheets=", ".join(lost),
                )
            )

    def _write_file(self, file, moment):
        """Write the workbook as the owner would see it.

        :param file: binary file, which is read from its begin afterwards
        :param datetime moment: for which it is made, in UTC
        :return: number of rows
        """
        self.ensure_one()
        # sudo: the owner need not have a right on schedules; rows need the owner's.
        schedule, env = self.sudo()._for_owner(), self._get_owner_env()
        period = schedule._get_period(moment)
        count = 0
        with Workbook(file, schedule.tz) as workbook:
            for line in schedule.line_ids:
                sheet, domain = env[line.sheet], line._get_domain()
                facts = schedule._get_facts(sheet._get_period(period), moment)
                count += workbook.add(
                    sheet._get_title(),
                    [*facts, line._get_filter_text(env)],
                    sheet._get_columns(),
                    sheet._get_rows(period, domain),
                    {
                        "total": env._("Total"),
                        "empty": sheet._get_reason_of_nothing(period, domain),
                    },
                    sheet._get_chart(),
                )
        file.seek(0)
        return count

    def _get_file_name(self, moment):
        name = NOT_IN_A_FILE_NAME.sub("-", self._for_owner().name)
        return f"{name} {self._get_day(moment):%Y-%m-%d}.xlsx"

    def _get_facts(self, period, moment):
        """Lines above each table."""
        days = [format_date(self.env, day) for day in period or ()]
        made = format_datetime(self.env, moment, tz=self.tz)
        which = " – ".join(dict.fromkeys(days)) or self.env._("all days")
        return [
            f"{self.company_id.name} · {which}",
            self.env._("Made on %(made)s", made=made),
        ]
