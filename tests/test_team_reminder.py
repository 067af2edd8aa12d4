"""Reports are laid out on working days; whoever has not submitted is reminded and
named (duty 7)."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

from .common import BackOfficeCase

REMINDER = "sales_back_office.mail_activity_type_reminder"


class TestTeamReminder(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # LAID OUT
    # ------------------------------------------------------------

    def test_each_salesperson_finds_a_report_on_a_working_day(self):
        self._run_at("2026-11-25 16:05:00")  # Thursday has begun in Shanghai
        self.assertRecordValues(
            self._get_reports().sorted(lambda report: report.user_id.name),
            [
                {"user_id": user.id, "kind": "day", "date": date(2026, 11, 26)}
                for user in (self.salesperson, self.salesperson_2)
            ],
        )
        self._run_at("2026-11-26 02:00:00")
        self.assertEqual(len(self._get_reports()), 2)

    def test_a_weekly_one_lies_there_on_the_last_working_day(self):
        self._run_at("2026-11-27 02:00:00")  # Friday
        self.assertEqual(self._count("week"), 2)
        weeks = self._get_reports().filtered(lambda report: report.kind == "week")
        self.assertEqual(set(weeks.mapped("date")), {date(2026, 11, 23)})

    def test_the_last_working_day_may_be_another(self):
        self._close("2026-11-27")
        self._run_at("2026-11-26 02:00:00")
        self.assertEqual((self._count("day"), self._count("week")), (2, 2))

    def test_nothing_lies_there_when_nobody_works(self):
        self._close("2026-11-26")
        self._run_at("2026-11-26 08:10:00")  # a holiday
        self._run_at("2026-11-28 08:10:00")  # a Saturday
        self.assertFalse(self._get_reports())

    # ------------------------------------------------------------
    # REMINDED
    # ------------------------------------------------------------

    def test_whoever_has_not_submitted_is_reminded_once(self):
        self._run_at("2026-11-26 07:59:59")
        self.assertFalse(self._get_reports().activity_ids)
        late, done = self._get_reports().sorted(lambda report: report.user_id.name)
        with freeze_time("2026-11-26 07:59:59"):
            own = done.with_user(self.salesperson_2)
            own.done = "Offer for Lijiang"
            own.action_submit()
        for now in ("2026-11-26 08:00:00", "2026-11-26 08:05:00"):
            self._run_at(now)
            self.assertFalse(done.activity_ids)
            self.assertRecordValues(
                late.activity_ids,
                [
                    {
                        "user_id": self.salesperson.id,
                        "date_deadline": date(2026, 11, 26),
                        "summary": "Submit your daily report by 16:30",
                    }
                ],
            )

    def test_after_the_cut_off_only_a_clerk_reminds_and_says_that_it_is_due(self):
        self._run_at("2026-11-26 08:30:01")
        reports = self._get_reports()
        self.assertEqual(len(reports), 2)
        self.assertFalse(reports.activity_ids)
        with freeze_time("2026-11-26 10:00:00"):
            reports.with_user(self.order_clerk).action_remind()
        for text in reports.activity_ids.mapped("summary"):
            self.assertRegex(text, r"^Your daily report was due by .*4:30.*: submit")

    def test_a_weekly_report_is_reminded_of_as_well(self):
        self._run_at("2026-11-27 08:00:00")
        week = self._get_reports().filtered(lambda report: report.kind == "week")[:1]
        self.assertEqual(
            week.activity_ids.summary, "Submit your weekly report by 16:30"
        )

    def test_the_company_says_how_long_before(self):
        self.company.daily_report_reminder = 90
        self._run_at("2026-11-26 06:59:59")
        self.assertFalse(self._get_reports().activity_ids)
        self._run_at("2026-11-26 07:00:00")
        self.assertEqual(len(self._get_reports().activity_ids), 2)

    def test_what_is_submitted_needs_no_reminder_any_longer(self):
        self._run_at("2026-11-26 08:00:00")
        report = self._get_reports().filtered(
            lambda report: report.user_id == self.salesperson
        )
        with freeze_time("2026-11-26 08:20:00"):
            own = report.with_user(self.salesperson)
            own.done = "Offer for Lijiang"
            own.action_submit()
        self.assertFalse(report.activity_ids)

    def test_nothing_happens_where_the_room_is_switched_off(self):
        self._switch_off("team")
        with self.assertQueryCount(2):
            self._run_at("2026-11-26 08:00:00")
        self.assertFalse(self._get_reports())

    def test_a_company_that_fails_keeps_no_other_from_being_reminded(self):
        broken = self.env["res.company"].create({"name": "A Beihai Trailers"})
        self.env["crm.team"].search([("company_id", "=", False)]).active = False
        reports = type(self.env["sale.daily.report"])
        begin = reports._begin_day

        def fail(self, company, day):
            if company == broken:
                raise RuntimeError("No calendar")
            return begin(self, company, day)

        self.patch(reports, "_begin_day", fail)
        with self.assertLogs("odoo.addons.sales_back_office", "ERROR"):
            self._run_at("2026-11-26 08:00:00")
        self.assertEqual(len(self._get_reports().activity_ids), 2)

    def test_a_company_in_which_somebody_was_quicker_is_left_for_the_next_run(self):
        reports = type(self.env["sale.daily.report"])
        begin = reports._begin_day

        def cross(self, company, day):
            begin(self, company, day)
            raise SerializationFailure

        with patch.object(reports, "_begin_day", cross):
            self.assertEqual(self._count_processed("2026-11-26 08:00:00"), 0)
        self.assertFalse(self._get_reports())
        count = self.env["res.company"].search_count([])
        self.assertEqual(self._count_processed("2026-11-26 08:00:30"), count)
        self.assertEqual(len(self._get_reports().activity_ids), 2)

    # ------------------------------------------------------------
    # NAMED
    # ------------------------------------------------------------

    def test_the_list_names_who_has_not_submitted(self):
        self._create_report()
        with freeze_time("2026-11-27 08:10:00"):
            missing = self._get_missing(self.order_clerk)
            self.assertEqual(missing.user_id, self.salesperson_2)
            self._create_report(user=self.salesperson_2, date="2026-11-26")
            self.assertEqual(self._get_missing(self.supervisor), missing)

    def test_whoever_sells_no_more_is_not_missing(self):
        with freeze_time("2026-11-27 08:10:00"):
            self._get_missing(self.order_clerk)
            self.salesperson.active = False
            self.assertEqual(
                self._get_missing(self.order_clerk).user_id, self.salesperson_2
            )

    def test_nobody_is_missing_when_nobody_works(self):
        with freeze_time("2026-11-28 08:10:00"):  # a Saturday
            self.assertFalse(self._get_missing(self.order_clerk))

    def test_what_was_begun_on_a_free_day_is_not_missed(self):
        self._close("2026-11-27")
        self._create_report(submit=False)
        self._run_at("2026-11-27 08:10:00")
        self.assertFalse(self._get_reports().activity_ids)
        with freeze_time("2026-11-27 08:10:00"):
            self.assertFalse(self._get_missing(self.supervisor))

    def test_the_address_of_the_list_names_those_of_today_only(self):
        self._run_at("2026-11-26 08:10:00")
        with freeze_time("2026-11-27 08:10:00"):
            missing = self._get_missing(self.order_clerk)
            action = self.env.ref("sales_back_office.sale_daily_report_action_missing")
            domain = safe_eval(action.domain, {"allowed_company_ids": self.company.ids})
            reports = self.env["sale.daily.report"].with_user(self.order_clerk)
            self.assertEqual(reports.search(domain), missing)

    def test_a_clerk_who_opens_the_list_writes_no_report(self):
        with freeze_time("2026-11-27 08:10:00"):
            missing = self._get_missing(self.order_clerk)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                missing[:1].done = "Nothing"

    # ------------------------------------------------------------

    def _run_at(self, now):
        with freeze_time(now):
            self._run_cron("sale.daily.report", "_cron_remind")
            self.env.flush_all()

    def _count_processed(self, now):
        """For how many companies the job says that it is through."""
        crons, reports = type(self.env["ir.cron"]), self.env["sale.daily.report"]
        with freeze_time(now), patch.object(crons, "_commit_progress") as progress:
            reports._cron_remind()
            self.env.flush_all()
        return sum(call.kwargs.get("processed", 0) for call in progress.mock_calls)

    def _get_reports(self):
        return self.env["sale.daily.report"].search(
            [("company_id", "=", self.company.id)]
        )

    def _count(self, kind):
        return len(self._get_reports().filtered(lambda report: report.kind == kind))

    def _get_missing(self, user):
        reports = self.env["sale.daily.report"].with_user(user)
        return reports.search(reports.action_view_missing()["domain"])
