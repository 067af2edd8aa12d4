import base64
import logging
from datetime import UTC, datetime, time, timedelta
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import date_utils, format_date, format_datetime

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.reporting.workbook import Workbook

_logger = logging.getLogger(__name__)

# How far ahead a day is looked for on which a schedule is due.
HORIZON = 400

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class BackOfficeSchedule(models.Model):
    """Which sheets go to whom, and when: a workbook that makes and sends itself."""

    _name = "back.office.schedule"
    _inherit = ["sealed.mixin", "mail.thread"]
    _description = "Scheduled report"
    _order = "name, id"
    _check_company_auto = True

    _sealed_fields = frozenset({"next_run"})

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        ondelete="set null",
        help="Recipients get what the owner may see.",
    )
    line_ids = fields.One2many(
        "back.office.schedule.line", "schedule_id", string="Sheets", copy=True
    )
    run_ids = fields.One2many("back.office.run", "schedule_id")
    run_count = fields.Integer(compute="_compute_run_count")

    # when
    frequency = fields.Selection(
        [
            ("working", "Working days of the company"),
            ("weekday", "Days of the week"),
            ("month", "First day of the month"),
            ("quarter", "First day of the quarter"),
            ("year", "First day of the year"),
        ],
        required=True,
        default="working",
        tracking=True,
    )
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    send_time = fields.Float(string="Time", required=True, default=16.5, tracking=True)
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.company.partner_id.tz or self.env.tz.zone,
    )
    next_run = fields.Datetime(
        string="Next time",
        compute="_compute_next_run",
        store=True,
        index="btree_not_null",
    )
    next_times = fields.Text(string="Next three times", compute="_compute_next_times")

    # what
    period = fields.Selection(
        [
            ("today", "Today"),
            ("yesterday", "Yesterday"),
            ("this_week", "This week"),
            ("last_week", "Last week"),
            ("this_month", "This month"),
            ("last_month", "Last month"),
            ("this_quarter", "This quarter"),
            ("last_quarter", "Last quarter"),
            ("this_year", "This year"),
            ("last_year", "Last year"),
            ("last_days", "Last days"),
            ("next_days", "Next days"),
            ("all", "All"),
        ],
        required=True,
        default="today",
        tracking=True,
    )
    period_days = fields.Integer(string="Number of days", default=7)
    skip_empty = fields.Boolean(
        string="Not when empty", help="Nothing is sent when no sheet has a row."
    )

    # to whom
    user_ids = fields.Many2many("res.users", string="Users")
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    email_to = fields.Char(
        string="Further addresses", help="Addresses of e-mail, with commas between."
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Mail",
        domain=[("model", "=", "back.office.run")],
        default=lambda self: self.env.ref(
            "sales_back_office.mail_template_scheduled_report", raise_if_not_found=False
        ),
        required=True,
        ondelete="restrict",
    )

    _time_of_day = models.Constraint(
        "CHECK (send_time >= 0 AND send_time < 24)",
        "A report is sent at a time of the day: enter one from 0:00 to 23:59.",
    )
    _days_are_some = models.Constraint(
        "CHECK (period_days > 0)", "Enter for how many days the report is."
    )

    @api.depends(
        "active", "company_id", "frequency", "owner_id", "send_time", "tz", *WEEKDAYS
    )
    def _compute_next_run(self):
        now = fields.Datetime.now()
        for schedule in self:
            schedule.next_run = schedule.active and next(
                schedule._get_due_times(now), False
            )

    @api.depends("next_run")
    @api.depends_context("lang")
    def _compute_next_times(self):
        for schedule in self:
            times, moment = [], schedule.next_run
            following = schedule._get_due_times(moment) if moment else iter(())
            while moment and len(times) < 3:
                times.append(format_datetime(self.env, moment, tz=schedule.tz))
                moment = next(following, None)
            schedule.next_times = "\n".join(times)

    @api.depends("run_ids")
    def _compute_run_count(self):
        counts = dict(
            self.env["back.office.run"]._read_group(
                [("schedule_id", "in", self.ids)], ["schedule_id"], ["__count"]
            )
        )
        for schedule in self:
            schedule.run_count = counts.get(schedule._origin, 0)

    @api.constrains("frequency", *WEEKDAYS)
    def _check_weekdays(self):
        for schedule in self:
            days = [schedule[day] for day in WEEKDAYS]
            if schedule.frequency == "weekday" and not any(days):
                raise ValidationError(
                    self.env._(
                        "Choose the days of the week on which %s is sent.",
                        schedule.name,
                    )
                )

    @api.constrains("owner_id")
    def _check_owner(self):
        """Recipients get what the owner may see, so only a manager lends the eyes of
        somebody else."""
        manager = "sales_back_office.group_back_office_manager"
        for schedule in self:
            is_own = schedule.owner_id in (self.env.user, self.env["res.users"])
            if not is_own and not self.env.user.has_group(manager):
                raise UserError(
                    self.env._(
                        "%(schedule)s shows what %(owner)s may see. Only a back office"
                        " manager can set another owner than yourself.",
                        schedule=schedule.name,
                        owner=schedule.owner_id.name,
                    )
                )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send_now(self):
        """Make the report and send it, without waiting for its time.

        :raise AccessError: unless the user may change the schedule
        :raise UserError: when it has nobody to be sent to, or no owner
        """
        self.check_access("write")
        for schedule in self:
            schedule._check_ready()
            schedule._run(fields.Datetime.now(), is_manual=True)

    def action_download(self):
        """Make the same file as would be sent now, only to look at it.

        :return: action that downloads it
        :raise AccessError: unless the user may change the schedule
        :raise UserError: when it has no owner
        """
        self.ensure_one()
        self._check_may_look()
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
    # THE CLOCK
    # ------------------------------------------------------------

    @api.model
    def _cron_send_due(self):
        """Send what is due: each report once, whoever else runs this job.

        A report and what says that it is sent are written in one transaction, so a
        server that dies loses both or neither. What was missed while it was down is
        made up for once.
        """
        now = fields.Datetime.now()
        crons = self.env["ir.cron"]
        due = self.search([("next_run", "<=", now)], order="next_run, id")
        left = crons._commit_progress(remaining=len(due))
        for schedule in due:
            if not left:
                break
            if schedule.try_lock_for_update() and schedule.next_run <= now:
                schedule._run_due(now)
            left = crons._commit_progress(processed=1)

    def _run_due(self, now):
        self.ensure_one()
        if not self._is_owned():
            self._stop()
            return
        due_at = self._get_last_due_time(now)
        try:
            with self.env.cr.savepoint():
                if due_at:
                    self._run(due_at)
        except Exception as error:
            # One report must not keep the others from being sent.
            _logger.exception("The report %s could not be made", self.name)
            self._fail(due_at, error)
        self._write_sealed({"next_run": next(self._get_due_times(now), False)})

    def _get_last_due_time(self, now):
        """The last time of those that have passed since the report was sent.

        A holiday may have been entered since the next time was set: then there is none.
        """
        last = None
        for moment in self._get_due_times(self.next_run - timedelta(seconds=1)):
            if moment > now:
                break
            last = moment
        return last

    def _get_due_times(self, after):
        """The moments in UTC at which it is due, after one: a generator without end, as
        far as the eye can see."""
        self.ensure_one()
        zone = ZoneInfo(self.tz or "UTC")
        first = after.replace(tzinfo=UTC).astimezone(zone).date()
        minutes = round(self.send_time * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        working = None
        for days in range(HORIZON):
            day = first + timedelta(days)
            if self.frequency == "working" and days % 60 == 0:
                working = self._get_working_days(day, day + timedelta(60))
            if not self._is_due_on(day, working):
                continue
            moment = datetime.combine(day, clock, zone).astimezone(UTC)
            moment = moment.replace(tzinfo=None)
            if moment > after:
                yield moment

    def _is_due_on(self, day, working):
        if self.frequency == "working":
            return day in working
        if self.frequency == "weekday":
            return self[WEEKDAYS[day.weekday()]]
        first = day.replace(day=1)
        if self.frequency == "quarter":
            first = date_utils.start_of(day, "quarter")
        elif self.frequency == "year":
            first = date_utils.start_of(day, "year")
        return day == first

    def _get_working_days(self, first, last):
        """Days on which the company works: its calendar, without public holidays."""
        # sudo: whoever plans a report need not read the calendar of the company.
        calendar = self.company_id.sudo().resource_calendar_id
        zone = ZoneInfo(calendar.tz or self.tz)
        begin, end = (datetime.combine(day, time.min, zone) for day in (first, last))
        intervals = calendar._work_intervals_batch(begin, end)[False]
        return {start.astimezone(zone).date() for start, *__ in intervals}

    # ------------------------------------------------------------
    # ONE REPORT
    # ------------------------------------------------------------

    def _run(self, due_at, is_manual=False):
        """Make the file for a time, and send it."""
        self.ensure_one()
        runs = self.env["back.office.run"].sudo()  # nobody makes one by hand
        first, last = self._get_period(due_at) or (False, False)
        name, content, count = self._make_file(due_at)
        is_empty = self.skip_empty and not count
        run = runs._create_sealed(
            [
                {
                    "schedule_id": self.id,
                    "due_at": due_at,
                    "is_manual": is_manual,
                    "state": "empty" if is_empty else "sent",
                    "period_start": first,
                    "period_end": last,
                    "file": base64.b64encode(content),
                    "file_name": name,
                    "row_count": count,
                }
            ]
        )
        if not is_empty:
            self._send(run, name, content)
        return run

    def _send(self, run, name, content):
        """Leave the mail to the queue, which goes on after a crash as well."""
        attachment = run.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": run._name,
                "res_id": run.id,
            }
        )
        # sudo: the owner has chosen the recipients, and nobody can change the run.
        schedule = run.sudo().schedule_id
        partners = schedule.user_ids.partner_id | schedule.partner_ids
        schedule.template_id.send_mail(
            run.id,
            email_values={
                "attachment_ids": [fields.Command.link(attachment.id)],
                "recipient_ids": [fields.Command.set(partners.ids)],
                "email_to": self.email_to or False,
            },
        )

    def _make_file(self, moment):
        """The workbook as the owner would see it.

        :param datetime moment: for which it is made, in UTC
        :return: `(name, bytes, number of rows)`
        """
        self.ensure_one()
        owned = self._as_owner()
        period = owned._get_period(moment)
        facts = owned._get_facts(period, moment)
        labels = {"total": self.env._("Total")}
        count = 0
        with TemporaryFile() as file:
            with Workbook(file, owned.tz) as workbook:
                for line in owned.line_ids:
                    sheet = line._get_sheet()
                    count += workbook.add(
                        sheet._get_title(),
                        [*facts, line._get_filter_text()],
                        sheet._get_columns(),
                        sheet._get_rows(period, line._get_domain()),
                        labels,
                    )
            file.seek(0)
            content = file.read()
        day = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(owned.tz)).date()
        return f"{owned.name} {day:%Y-%m-%d}.xlsx", content, count

    def _as_owner(self):
        """The schedule with the owner's rights, language and companies; no more."""
        owner = self.sudo().owner_id  # only to take over that person's rights
        return self.with_user(owner).with_context(
            allowed_company_ids=self.company_id.ids, lang=owner.lang, tz=self.tz
        )

    def _get_facts(self, period, moment):
        """Lines above each table."""
        days = [format_date(self.env, day) for day in period or ()]
        made = format_datetime(self.env, moment, tz=self.tz)
        which = " – ".join(dict.fromkeys(days)) or self.env._("all days")
        return [
            f"{self.company_id.name} · {which}",
            self.env._("Made on %(made)s", made=made),
        ]

    def _get_period(self, moment):
        """First and last day of what the report is about, or None for all."""
        today = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.tz)).date()
        if self.period == "all":
            return None
        if self.period == "today":
            return today, today
        if self.period == "yesterday":
            return today - timedelta(1), today - timedelta(1)
        if self.period == "last_days":
            return today - timedelta(self.period_days), today - timedelta(1)
        if self.period == "next_days":
            return today + timedelta(1), today + timedelta(self.period_days)
        which, unit = self.period.split("_")
        if which == "last":
            step = {"months": 3} if unit == "quarter" else {f"{unit}s": 1}
            today -= relativedelta(**step)
        return date_utils.start_of(today, unit), date_utils.end_of(today, unit)

    # ------------------------------------------------------------
    # WHAT GOES WRONG
    # ------------------------------------------------------------

    def _is_owned(self):
        self.ensure_one()
        return self.sudo().owner_id.active  # users who left are hidden from others

    def _check_may_look(self):
        """Whoever changes a schedule sees what its owner may see."""
        self.check_access("write")
        self._check_owned()

    def _check_owned(self):
        if not self._is_owned():
            raise UserError(
                self.env._(
                    "%s has no owner any more. Choose one whose rights count.",
                    self.name,
                )
            )

    def _check_ready(self):
        self._check_owned()
        if not (self.user_ids or self.partner_ids or (self.email_to or "").strip()):
            raise UserError(
                self.env._("Enter to whom %s is to be sent.", self.name),
            )

    def _stop(self):
        """Nobody's rights are left to make the report with."""
        self._write_sealed({"active": False, "next_run": False})
        self.message_post(
            body=self.env._(
                "This report has stopped: its owner has left. Choose another owner and"
                " activate it again."
            )
        )
        managers = self.env["res.users"]._get_back_office_users(
            "back_office_manager", self.company_id
        )
        self.message_notify(
            partner_ids=managers.partner_id.ids,
            subject=self.env._("%s is no longer sent", self.name),
            body=self.env._("Its owner has left. Choose another owner."),
        )

    def _fail(self, due_at, error):
        """Note what went wrong, and tell the owner."""
        message = str(error)
        if due_at:
            self.env["back.office.run"]._create_sealed(
                [
                    {
                        "schedule_id": self.id,
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
