"""Daily and weekly reports of salespeople: written, submitted in time or late, sealed,
commented on, sent back (duties 7, 25)."""

from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import BackOfficeCase

FRIDAY = "2026-11-27"
READERS = (
    "order_clerk",
    "issuing_clerk",
    "dispatch_clerk",
    "after_sales_clerk",
    "finance_checker",
    "supervisor",
    "executive",
    "back_office_manager",
)


class TestTeamReport(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # WRITTEN AND SUBMITTED
    # ------------------------------------------------------------

    def test_a_salesperson_opens_today_and_submits(self):
        with freeze_time("2026-11-27 08:00:00"):  # 16:00 in Shanghai
            report = self._open_mine(self.salesperson)
            self.assertEqual(report, self._open_mine(self.salesperson))
            report.write({"done": "Offer for Lijiang", "visits": 3})
            report.action_submit()
        self.assertRecordValues(
            report,
            [
                {
                    "user_id": self.salesperson.id,
                    "date": date(2026, 11, 27),
                    "kind": "day",
                    "state": "submitted",
                    "submitted_at": datetime(2026, 11, 27, 8, 0),
                    "due_at": datetime(2026, 11, 27, 8, 30),
                    "is_late": False,
                }
            ],
        )

    def test_on_a_free_day_a_report_is_there_once_it_is_written(self):
        self._close(FRIDAY)
        with freeze_time("2026-11-27 08:00:00"):
            reports = self.env["sale.daily.report"].with_user(self.salesperson)
            self.assertFalse(self._open_mine(self.salesperson))
            self.assertFalse(reports.search([]))
            report = reports.create({"done": "Trade fair in Kunming"})
            self.assertEqual(self._open_mine(self.salesperson), report)
        with freeze_time("2026-11-27 13:00:00"):
            report.action_submit()
        self.assertRecordValues(
            report,
            [
                {
                    "user_id": self.salesperson.id,
                    "date": date(2026, 11, 27),
                    "state": "submitted",
                    "is_late": False,  # nobody has asked for it
                }
            ],
        )

    def test_whoever_does_not_sell_has_no_report_on_any_day(self):
        for now in ("2026-11-27 08:00:00", "2026-11-28 08:00:00"):
            with freeze_time(now), self.assertRaises(AccessError):
                self._open_mine(self.executive)

    def test_it_is_late_after_the_cut_off_of_its_day(self):
        for now, is_late in (
            ("2026-11-27 08:30:00", False),
            ("2026-11-27 08:30:01", True),
            ("2026-11-29 01:00:00", True),
        ):
            with self.subTest(now=now), self.env.cr.savepoint() as savepoint:
                report = self._create_report(submit=False)
                with freeze_time(now):
                    report.action_submit()
                self.assertEqual(report.is_late, is_late)
                savepoint.rollback()

    def test_the_cut_off_is_the_companys(self):
        self.company.daily_report_cutoff = 18.25
        report = self._create_report(submit=False)
        self.assertEqual(report.due_at, datetime(2026, 11, 27, 10, 15))
        for name, value in (
            *(("daily_report_cutoff", cutoff) for cutoff in (-1, 0, 24)),
            *(("daily_report_reminder", minutes) for minutes in (-1, 18.25 * 60 + 1)),
        ):
            with (
                self.subTest(name, value=value),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.company[name] = value
                self.company.flush_recordset()

    def test_an_empty_report_is_not_submitted(self):
        for kind, message in (("day", "“Done”"), ("week", "“Summary of the week”")):
            report = self._create_report(kind=kind, done=" ", submit=False)
            with (
                self.subTest(kind=kind),
                self.assertRaisesRegex(UserError, message),
                self.env.cr.savepoint(),
            ):
                report.action_submit()
            self.assertEqual(report.state, "draft")

    def test_nobody_reports_on_tomorrow(self):
        with (
            freeze_time("2026-11-27 02:00:00"),
            self.assertRaisesRegex(UserError, "has not come yet"),
            self.env.cr.savepoint(),
        ):
            self._create_report(date="2026-11-28", submit=False)

    def test_there_is_one_report_for_a_day(self):
        self._create_report()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._create_report()

    # ------------------------------------------------------------
    # THE WEEK
    # ------------------------------------------------------------

    def test_a_weekly_report_has_the_days_of_its_week_at_hand(self):
        days = self.env["sale.daily.report"]
        for day in ("2026-11-23", "2026-11-26", FRIDAY):
            days += self._create_report(date=day)
        self._create_report(date="2026-11-20")
        self._create_report(user=self.salesperson_2)
        with freeze_time("2026-11-27 08:00:00"):
            week = days[-1].browse(days[-1].action_open_week()["res_id"])
        self.assertRecordValues(
            week,
            [
                {
                    "kind": "week",
                    "date": date(2026, 11, 23),
                    "day_ids": days.ids,
                    "due_at": datetime(2026, 11, 27, 8, 30),
                }
            ],
        )
        self.assertTrue(week.display_name.endswith(" 11/23/2026 – 11/29/2026"))

    def test_a_week_ends_with_its_last_working_day(self):
        self._close("2026-11-27")
        week = self._create_report(kind="week", submit=False)
        self.assertEqual(week.due_at, datetime(2026, 11, 26, 8, 30))

    def test_a_week_without_a_working_day_ends_on_its_sunday(self):
        self._close("2026-11-23", "2026-11-29")
        week = self._create_report(kind="week", submit=False)
        self.assertEqual(week.due_at, datetime(2026, 11, 29, 8, 30))

    def test_a_week_needs_its_monday(self):
        for values in ({"date": False}, {"date": None, "summary": "Six offers"}):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._create_report(kind="week", submit=False, **values)

    def test_more_weeks_need_no_more_queries_to_say_when_they_are_due(self):
        weeks = self._create_report(kind="week", submit=False)
        weeks += self._create_report(self.salesperson_2, kind="week", submit=False)
        counts = []
        for records in (weeks[0], weeks):
            self.env.flush_all()
            self.env.invalidate_all()
            records.sudo().mapped("date")
            begin = self.env.cr.sql_log_count
            records.sudo().mapped("due_at")
            counts.append(self.env.cr.sql_log_count - begin)
        self.assertEqual(*counts)

    # ------------------------------------------------------------
    # SEALED
    # ------------------------------------------------------------

    def test_what_is_submitted_stays_as_it_is(self):
        report = self._create_report()
        for name, value in (
            ("done", "More"),
            ("problems", "None"),
            ("tomorrow", "Rest"),
            ("summary", "Good"),
            ("visits", 9),
        ):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, "send it back"),
            ):
                report.write({name: value})
        with self.assertRaisesRegex(UserError, "Submitted"):
            report.action_submit()

    def test_a_report_becomes_no_other(self):
        report = self._create_report(submit=False)
        for name, value in (
            ("date", "2026-11-26"),
            ("kind", "week"),
            ("user_id", self.salesperson_2.id),
            ("company_id", self.company.id),
        ):
            with (
                self.subTest(field=name),
                self.assertRaisesRegex(UserError, "stays with its salesperson"),
            ):
                report.write({name: value})

    def test_facts_are_not_typed_in(self):
        report = self._create_report(submit=False)
        facts = {
            "state": "submitted",
            "submitted_at": "2026-11-27 08:00:00",
            "is_late": False,
            "comment": "Great",
            "sent_back_reason": "No",
            "reminded_on": FRIDAY,
        }
        for name, value in facts.items():
            for user in (self.salesperson, self.env.user):
                with (
                    self.subTest(field=name, user=user.login),
                    self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
                ):
                    report.with_user(user).write({name: value})
            with self.assertRaises(AccessError):
                self._create_report(date="2026-11-26", submit=False, **{name: value})
        defaults = {f"default_{name}": value for name, value in facts.items()}
        report = (
            self.env["sale.daily.report"]
            .with_user(self.salesperson)
            .with_context(**defaults)
            .create({"date": "2026-11-25"})
        )
        self.assertEqual((report.state, report.comment), ("draft", False))

    # ------------------------------------------------------------
    # WHOSE IT IS
    # ------------------------------------------------------------

    def test_a_salesperson_sees_the_own_reports_only(self):
        own = self._create_report()
        other = self._create_report(user=self.salesperson_2, submit=False)
        reports = self.env["sale.daily.report"].with_user(self.salesperson)
        self.assertEqual(reports.search([]), own)
        for change in (
            lambda report: report.read(["done"]),
            lambda report: report.write({"done": "Nothing"}),
            lambda report: report.action_submit(),
            lambda report: report.action_open_week(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                change(other.with_user(self.salesperson))

    def test_nobody_writes_a_report_for_somebody_else(self):
        for user in (self.salesperson_2, self.order_clerk, self.supervisor):
            with (
                self.subTest(user=user.login),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                self._create_report(user=user, user_id=self.salesperson.id)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            # even a program does not submit it
            self._create_report(user=self.env.user, user_id=self.salesperson.id)
        self.assertFalse(self.env["sale.daily.report"].search([]))

    def test_the_others_read_and_change_nothing(self):
        report = self._create_report(submit=False)
        for role in READERS:
            own = report.with_user(getattr(self, role))
            self.assertEqual(own.read(["done"])[0]["done"], "Offer for Lijiang")
            for change in (
                lambda own: own.write({"done": "Nothing"}),
                lambda own: own.action_submit(),
                lambda own: own.unlink(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    change(own)

    def test_a_salesperson_does_not_delete_a_report(self):
        with self.assertRaises(AccessError):
            self._create_report(submit=False).unlink()

    def test_reports_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        self.salesperson.company_ids += other
        hidden = self._create_report(
            user=self.env.user,
            user_id=self.salesperson.id,
            company_id=other.id,
            submit=False,
        )
        reports = self.env["sale.daily.report"].with_user(self.supervisor)
        self.assertNotIn(hidden, reports.search([]))

    # ------------------------------------------------------------
    # ANSWERED
    # ------------------------------------------------------------

    def test_a_comment_reaches_the_salesperson(self):
        report = self._create_report()
        self.env.cr.precommit.run()  # it was made in an earlier transaction
        for role, text in (("supervisor", "Visit Guilin"), ("executive", "Well done")):
            self._answer(role, report, text).action_comment()
            self.assertEqual(report.comment, text)
            told = self._get_notices(report)[:1]
            self.assertEqual(told.partner_ids, self.salesperson.partner_id)
            self.assertIn(text, told.body)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        values = report.message_ids.sudo().tracking_value_ids
        self.assertIn("Well done", values.mapped("new_value_text"))

    def test_only_supervisors_and_executives_comment(self):
        report = self._create_report()
        for user in (self.salesperson, self.order_clerk, self.finance_checker):
            for method in ("action_comment", "action_send_back"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaisesRegex(AccessError, "role Supervisor"),
                ):
                    getattr(report.with_user(user), method)("Hm")
        with self.assertRaisesRegex(AccessError, "role Supervisor"):
            report.with_user(self.executive).action_send_back("Again")

    def test_only_what_is_submitted_is_answered(self):
        report = self._create_report(submit=False)
        for method in ("action_comment", "action_send_back"):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(report.with_user(self.supervisor), method)("Hm")

    def test_an_answer_says_something(self):
        report = self._create_report()
        with self.assertRaisesRegex(ValidationError, "Write something"):
            self._answer("supervisor", report, " ")

    def test_a_report_that_is_sent_back_is_corrected(self):
        report = self._create_report()
        self._answer("supervisor", report, "Which customer?").action_send_back()
        self.assertRecordValues(
            report, [{"state": "draft", "sent_back_reason": "Which customer?"}]
        )
        self.assertIn("Which customer?", self._get_notices(report)[:1].body)
        report.done = "Offer for Lijiang Travel"
        with freeze_time("2026-11-28 03:00:00"):
            report.action_submit()
        self.assertRecordValues(
            report,
            [
                {
                    "state": "submitted",
                    "sent_back_reason": False,
                    "submitted_at": datetime(2026, 11, 28, 3, 0),
                    "is_late": False,  # it was in time at first
                }
            ],
        )

    # ------------------------------------------------------------

    def _open_mine(self, user):
        reports = self.env["sale.daily.report"].with_user(user)
        return reports.browse(reports.action_open_mine()["res_id"])

    def _answer(self, role, reports, text):
        answers = self.env["sale.daily.report.answer"].with_user(getattr(self, role))
        return answers.create({"report_ids": reports.ids, "text": text})

    def _get_notices(self, report):
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", report._name),
                    ("res_id", "=", report.id),
                    ("message_type", "=", "user_notification"),
                ]
            )
        )
