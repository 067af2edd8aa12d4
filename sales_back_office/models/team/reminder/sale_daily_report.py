import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import date_utils, format_datetime

from ....tools.roles.crossed import CROSSED
from ..sale_daily_report import REMINDER

# Who may ask for a report.
CLERKS = ("order_clerk", "issuing_clerk", "dispatch_clerk", "after_sales_clerk")

_logger = logging.getLogger(__name__)


class SaleDailyReport(models.Model):
    _inherit = "sale.daily.report"

    @api.model
    def action_view_missing(self):
        """List who has not submitted today's report.

        :return: window action on `sale.daily.report`
        :raise AccessError: unless the user may read reports
        """
        self.check_access("read")
        company = self.env.company
        today = company._get_today()
        self._begin_day(company, today)
        # On a free day nobody is asked for a report, even if one was begun.
        days = company._get_working_days(today, today)
        return {
            **self._get_window("sale_daily_report_action_missing"),
            "domain": [
                ("company_id", "=", company.id),
                ("kind", "=", "day"),
                ("date", "in", list(map(fields.Date.to_string, days))),
                ("state", "=", "draft"),
                ("user_id", "in", company._get_salespeople().ids),
            ],
        }

    def action_remind(self):
        """Remind the salespeople of reports that are not submitted, at once.

        :raise AccessError: unless the user is a clerk
        :raise UserError: when a report is submitted
        """
        self.env.user._check_back_office_role(*CLERKS)
        self.check_access("read")
        self._check_state("draft")
        # sudo: a clerk reads reports only, and this leaves but a note on them.
        for report in self.sudo():
            report.activity_unlink([REMINDER])
            report._tell()
            report._write_sealed({"reminded_on": report.company_id._get_today()})

    @api.model
    def _cron_remind(self):
        """Lay out the reports of the day, and remind whoever has not submitted one
        shortly before the cut-off; each once, and on working days only.

        A company in which somebody else was quicker is left for the next run, which
        Odoo begins at once.
        """
        if not self.env["res.groups"]._is_feature_enabled(
            "sales_back_office.group_use_team"
        ):
            return
        companies = self.env["res.company"].search([("active", "=", True)])
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(companies))
        for company in companies:
            is_through = self._remind_in_time(company)
            crons._commit_progress(processed=int(is_through))

    @api.model
    def _remind_in_time(self, company):
        """:return: whether the company is settled; else another transaction tries"""
        try:
            with self.env.cr.savepoint():
                self._begin_day(company, company._get_today())
                self._remind(company)
                self.env.flush_all()
        except CROSSED as error:
            _logger.info("Reminders of company %s wait: %s", company.id, error)
            return False
        except Exception:
            # One company must not keep the others from being reminded.
            _logger.exception("Nobody of %s could be reminded", company.name)
        return True

    @api.model
    def _begin_day(self, company, day):
        """Lay out the reports that are due on a day, if the company works on it: so
        whoever submits none is known by the one that is left."""
        week = date_utils.start_of(day, "week")
        working = company._get_working_days(week, week + timedelta(6))
        if day not in working:
            return
        self._make_missing(company, "day", day)
        if day == max(working):
            self._make_missing(company, "week", week)

    @api.model
    def _make_missing(self, company, kind, day):
        # sudo: a clerk who looks who is missing writes no report.
        reports = self.sudo()
        known = reports.search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("date", "=", day),
            ]
        )
        missing = company._get_salespeople() - known.user_id
        if missing:
            company._lock_day()
        reports.create(
            [
                {
                    "company_id": company.id,
                    "user_id": user.id,
                    "kind": kind,
                    "date": day,
                }
                for user in missing
            ]
        )

    @api.model
    def _remind(self, company):
        now, today = fields.Datetime.now(), company._get_today()
        cutoff = company._get_cutoff(today)
        before = timedelta(minutes=company.daily_report_reminder)
        if not (company._is_working_day() and cutoff - before <= now <= cutoff):
            return
        drafts = self.search(
            [
                ("company_id", "=", company.id),
                ("user_id", "in", company._get_salespeople().ids),
                ("date", ">", today - timedelta(7)),
                ("state", "=", "draft"),
                ("reminded_on", "!=", today),
            ]
        )
        due = drafts.filtered(lambda report: report.due_at == cutoff)
        for report in due:
            report._tell()
        due._write_sealed({"reminded_on": today})

    def _tell(self):
        self.ensure_one()
        report = self.with_context(lang=self.user_id.lang)
        self.activity_schedule(
            REMINDER,
            user_id=self.user_id.id,
            date_deadline=self.company_id._get_today(),
            summary=report._get_reminder(),
        )

    def _get_reminder(self):
        is_day, zone = self.kind == "day", self.company_id._get_zone()
        if fields.Datetime.now() > self.due_at:
            due = format_datetime(self.env, self.due_at, tz=zone)
            return (
                self.env._("Your daily report was due by %s: submit it now", due)
                if is_day
                else self.env._("Your weekly report was due by %s: submit it now", due)
            )
        due = format_datetime(self.env, self.due_at, tz=zone, dt_format="HH:mm")
        return (
            self.env._("Submit your daily report by %s", due)
            if is_day
            else self.env._("Submit your weekly report by %s", due)
        )
