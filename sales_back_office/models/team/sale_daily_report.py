from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import date_utils, format_date

# What a report is of: it never becomes one of somebody else, or of another day.
KEYS = frozenset({"company_id", "user_id", "kind", "date"})
# What the salesperson writes, until it is submitted.
TEXTS = frozenset({"done", "problems", "tomorrow", "summary", "visits"})
REMINDER = "sales_back_office.mail_activity_type_reminder"


class SaleDailyReport(models.Model):
    """What a salesperson reports on a day, or on a week and its summary (duties 7, 25).

    The salesperson writes and submits it; from then on it is sealed, unless the
    supervisor sends it back.
    """

    _name = "sale.daily.report"
    _inherit = ["sale.days.mixin", "sealed.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Daily report"
    _order = "date desc, user_id, id"
    _check_company_auto = True
    # Supervisors and executives answer to what they may only read.
    _mail_post_access = "read"

    _sealed_fields = frozenset(
        {
            "state",
            "submitted_at",
            "is_late",
            "comment",
            "sent_back_reason",
            "reminded_on",
        }
    )

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        check_company=True,
        ondelete="restrict",
    )
    user_phone = fields.Char(related="user_id.phone", string="Phone")
    kind = fields.Selection(
        [("day", "Daily report"), ("week", "Weekly report")],
        string="Report on",
        required=True,
        default="day",
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._get_today(),
        help="Of a weekly report, the Monday.",
    )
    state = fields.Selection(
        [("draft", "Not submitted"), ("submitted", "Submitted")],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    due_at = fields.Datetime(
        string="Due by",
        compute="_compute_due_at",
        help="The cut-off of its day; of a weekly report, of the last working day.",
    )
    submitted_at = fields.Datetime(string="Submitted on", readonly=True, copy=False)
    is_late = fields.Boolean(
        string="Submitted late",
        readonly=True,
        copy=False,
        help="It was submitted after the cut-off, and stands in the next workbook.",
    )

    # what the salesperson writes
    visits = fields.Integer(string="Visits made")
    done = fields.Text()
    problems = fields.Text()
    tomorrow = fields.Text(string="Plans for tomorrow")

    # what comes back
    comment = fields.Text(readonly=True, copy=False, tracking=True)
    sent_back_reason = fields.Text(string="Sent back because", readonly=True)
    reminded_on = fields.Date(string="Reminded on", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(company_id, user_id, kind, date)",
        "There is a report of this salesperson for that time already: open that one.",
    )
    _not_negative = models.Constraint(
        "CHECK (visits >= 0)", "The number of visits cannot be negative."
    )

    @api.depends("user_id", "kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            days = (format_date(self.env, day) for day in report._get_days() if day)
            text = " – ".join(dict.fromkeys(days))
            report.display_name = f"{report.user_id.name} {text}"

    @api.depends("company_id", "kind", "date")
    def _compute_due_at(self):
        alike = self.grouped(lambda own: (own.company_id, own.kind, own.date))
        for (company, _kind, date), reports in alike.items():
            day = date and reports[0]._get_due_day()
            reports.due_at = day and company._get_cutoff(day)

    @api.constrains("date", "kind")
    def _check_date(self):
        for report in self:
            if report.date > report.company_id._get_today():
                raise UserError(
                    self.env._(
                        "%s has not come yet: report on today or on a day before.",
                        format_date(self.env, report.date),
                    )
                )

    def write(self, vals):
        if KEYS & vals.keys():
            raise UserError(
                self.env._(
                    "A report stays with its salesperson and its day. Write a new one."
                )
            )
        if TEXTS & vals.keys():
            self._check_is_open()
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def action_open_mine(self):
        """Open today's report of the user; on a working day it is made when there is
        none, on another one it may be written and is not asked for.

        :return: window action on `sale.daily.report`
        :raise AccessError: unless the user sells
        """
        self.check_access("create")
        company = self.env.company
        key = company, "day", company._get_today(), self.env.user
        report = self._get_own(*key)
        if not report and company._is_working_day():
            report = self._get_or_make(*key)
        return {
            **self._get_window("sale_daily_report_action_mine"),
            "res_id": report.id,
        }

    def action_submit(self):
        """Hand in the report: it is sealed, and late after the cut-off.

        :raise AccessError: when it is somebody else's
        :raise UserError: when it is submitted already, or says nothing
        """
        self.check_access("write")
        self._lock_and_touch()
        self._check_is_own()
        self._check_state("draft")
        self._check_is_written()
        now = fields.Datetime.now()
        for report in self:
            report._write_sealed(
                {
                    "state": "submitted",
                    "submitted_at": now,
                    "sent_back_reason": False,
                    "is_late": report._is_late(now),
                }
            )
        self.activity_unlink([REMINDER])

    def _is_late(self, now):
        """Whether it is handed in late: what nobody asked for is not, and one that was
        sent back was when it was first handed in."""
        if self.submitted_at:
            return self.is_late
        days = self.company_id._get_working_days(self.date, self.date)
        return (self.kind != "day" or self.date in days) and now > self.due_at

    # ------------------------------------------------------------
    # WHAT IS CHECKED
    # ------------------------------------------------------------

    def _check_is_own(self):
        for report in self:
            if report.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(report)s is written and submitted by %(salesperson)s.",
                        report=report.display_name,
                        salesperson=report.user_id.name,
                    )
                )

    def _check_is_open(self):
        for report in self:
            if report.state == "submitted":
                raise UserError(
                    self.env._(
                        "%s is submitted and stays as it is. Ask your supervisor to"
                        " send it back if it has to be corrected.",
                        report.display_name,
                    )
                )

    def _check_is_written(self):
        for report in self:
            name = "done" if report.kind == "day" else "summary"
            if not (report[name] or "").strip():
                raise UserError(
                    self.env._(
                        "Write what stands under “%(field)s” of %(report)s before you"
                        " submit it.",
                        field=self._fields[name]._description_string(self.env),
                        report=report.display_name,
                    )
                )

    # ------------------------------------------------------------

    @api.model
    def _get_or_make(self, company, kind, day, user):
        return self._get_own(company, kind, day, user) or self.create(
            {
                "company_id": company.id,
                "user_id": user.id,
                "kind": kind,
                "date": day,
            }
        )

    @api.model
    def _get_own(self, company, kind, day, user):
        if kind == "week":
            day = date_utils.start_of(day, "week")
        return self.search(
            [
                ("company_id", "=", company.id),
                ("user_id", "=", user.id),
                ("kind", "=", kind),
                ("date", "=", day),
            ]
        )

    def _get_window(self, name):
        actions = self.env["ir.actions.act_window"]
        return actions._for_xml_id(f"sales_back_office.{name}")

    def _get_days(self):
        """First and last day that it is about."""
        self.ensure_one()
        days = 6 if self.kind == "week" and self.date else 0
        return self.date, self.date and self.date + timedelta(days)

    def _get_due_day(self):
        """The day on which it is due: of a week, the last working day."""
        first, last = self._get_days()
        if first == last:
            return last
        return max(self.company_id._get_working_days(first, last), default=last)
