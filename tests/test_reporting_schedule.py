"""Reports that write and send themselves: what, to whom, with whose rights."""

from base64 import b64decode
from datetime import date
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.http_routing.tests.common import MockRequest

from .reporting_case import CHECKS, ORDERS, ReportingCase


class TestReportingSchedule(ReportingCase):
    # ------------------------------------------------------------
    # WHAT AND TO WHOM
    # ------------------------------------------------------------

    def test_the_workbook_goes_to_the_recipients_and_is_kept(self):
        with freeze_time("2026-11-27 08:00:00"):
            order = self._create_order()
            schedule = self._create_schedule(
                sheets=(ORDERS, CHECKS), email_to="chairman@example.com"
            )
        with freeze_time("2026-11-27 08:30:00"):
            self._send_due()
        run = self._get_runs(schedule)
        self.assertRecordValues(
            run,
            [
                {
                    "state": "sent",
                    "row_count": 1,
                    "file_name": "Daily 2026-11-27.xlsx",
                    "is_manual": False,
                }
            ],
        )
        mail = self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(mail.recipient_ids, self.executive.partner_id)
        self.assertEqual(mail.email_to, "chairman@example.com")
        self.assertEqual(mail.attachment_ids.name, run.file_name)
        self.assertEqual(mail.attachment_ids.raw, b64decode(run.file))
        book = load_workbook(BytesIO(mail.attachment_ids.raw))
        self.assertEqual(book.sheetnames, ["Orders", "Payment checks"])
        self.assertIn(order.name, [row[0].value for row in book["Orders"].rows])
        run.with_user(self.executive).action_download()
        with self.assertRaises(AccessError):
            run.with_user(self.finance_checker).action_download()

    def test_every_sheet_has_what_its_columns_say(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._create_check(self._create_order())
        self._create_contract()
        sheets = self.env["back.office.sheet"].with_user(self.supervisor)
        names = sheets._get_sheets()
        self.assertGreaterEqual(len(names), 7)
        for name in names:
            sheet = sheets.env[name].with_context(lang="zh_CN", tz="Asia/Shanghai")
            columns = sheet._get_columns()
            with self.subTest(sheet=name):
                for column in columns:
                    self.assertNotRegex(column.label, "[A-Za-z]{3}")
                for period in (None, (date(2026, 11, 1), date(2026, 11, 30))):
                    for row in sheet._get_rows(period):
                        self.assertEqual(len(row), len(columns))

    def test_now_and_preview_give_the_same_file(self):
        self._create_order()
        schedule = self._create_schedule(period="all")
        with freeze_time("2026-11-27 08:00:00"):
            schedule.action_send_now()
            preview = self._open_file(schedule)
        run = self._get_runs(schedule)
        self.assertTrue(run.is_manual)
        sent, looked_at = (
            [[cell.value for cell in row] for row in book.active.rows]
            for book in (load_workbook(BytesIO(b64decode(run.file))), preview)
        )
        self.assertEqual(sent, looked_at)

    def test_the_action_menu_sends(self):
        schedule = self._create_schedule()
        action = self.env.ref("sales_back_office.back_office_schedule_action_send")
        action.with_user(self.supervisor).with_context(
            active_model=schedule._name, active_ids=schedule.ids, active_id=schedule.id
        ).run()
        self.assertEqual(self._get_runs(schedule).state, "sent")

    def test_nothing_is_sent_when_there_is_nothing(self):
        schedule = self._create_schedule(skip_empty=True)
        with freeze_time("2020-11-27 08:30:00"):
            schedule.action_send_now()
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "empty")
        self.assertFalse(
            self.env["mail.mail"].search_count(
                [("model", "=", run._name), ("res_id", "=", run.id)]
            )
        )

    def test_a_sheet_that_is_lost_can_be_seen_and_removed(self):
        schedule = self._create_schedule(sheets=(ORDERS, CHECKS))
        lost = schedule.line_ids[0]
        self.env.cr.execute(
            "UPDATE back_office_schedule_line SET sheet = 'back.office.sheet.lost'"
            " WHERE id = %s",
            lost.ids,
        )
        self.env.invalidate_all()
        [read] = schedule.web_read(
            {"line_ids": {"fields": {"sheet": {}, "model_name": {}}}}
        )
        self.assertEqual(
            [(line["sheet"], line["model_name"]) for line in read["line_ids"]],
            [("back.office.sheet.lost", False), (CHECKS, "sale.payment.check")],
        )
        lost.domain = "[]"
        schedule.line_ids = [Command.delete(lost.id)]
        schedule.action_send_now()
        self.assertEqual(self._get_runs(schedule).state, "sent")

    def test_a_name_is_no_path(self):
        schedule = self._create_schedule(name='销售/回款 "A&B?" 100%')
        with freeze_time("2026-11-27 08:30:00"):
            schedule.action_send_now()
        run = self._get_runs(schedule).with_user(self.executive)
        self.assertEqual(run.file_name, "销售-回款 -A&B- 100% 2026-11-27.xlsx")
        self.assertEqual(
            run.action_download()["url"],
            f"/web/content/back.office.run/{run.id}/file"
            "?filename_field=file_name&download=true",
        )
        with MockRequest(run.env):
            stream = run.env["ir.binary"]._get_stream_from(
                run, "file", filename_field="file_name"
            )
        self.assertEqual(stream.download_name, run.file_name)

    # ------------------------------------------------------------
    # WHOSE RIGHTS
    # ------------------------------------------------------------

    def test_recipients_get_what_the_owner_may_see(self):
        other = self._create_order()
        own = self._create_order(user_id=self.salesperson.id)
        schedule = self._create_schedule(period="all")
        self.assertIn(other.name, self._get_first_column(schedule))
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        names = self._get_first_column(schedule)
        self.assertIn(own.name, names)
        self.assertNotIn(other.name, names)

    def test_orders_of_another_company_stay_there(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        self.env.user.company_ids += other
        self.supervisor.company_ids += other
        orders = self.env["sale.order"].with_company(other)
        hidden = orders.create({"partner_id": self.customer.id, "state": "sale"})
        names = self._get_first_column(self._create_schedule(period="all"))
        self.assertNotIn(hidden.name, names)

    def test_an_owner_without_rights_is_told(self):
        schedule = self._create_schedule(sheets=(CHECKS,))
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        self._make_due(schedule)
        with self.assertLogs("odoo.addons.sales_back_office", "WARNING"):
            self._send_due()
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "failed")
        self.assertIn("not allowed to access", run.error)
        self.assertTrue(schedule.next_run)
        told = self.env["mail.message"].search(
            [("subject", "=", "Daily could not be made")]
        )
        self.assertEqual(told.partner_ids, self.salesperson.partner_id)

    def test_only_a_manager_sets_another_owner(self):
        schedule = self._create_schedule()
        with self.assertRaisesRegex(UserError, "Only a back office manager"):
            schedule.owner_id = self.executive
        with self.assertRaises(AccessError):
            self._create_schedule(owner_id=self.executive.id)
        schedule.with_user(self.back_office_manager).owner_id = self.executive

    def test_schedules_are_their_owners(self):
        schedule = self._create_schedule()
        for user in (self.finance_checker, self.order_clerk, self.salesperson):
            for method in ("action_send_now", "action_download"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(schedule.with_user(user), method)()

    def test_a_sheet_stays_with_its_schedule(self):
        owner = self._create_user("supervisor_2", "supervisor")
        theirs = self._create_schedule()
        theirs.with_user(self.back_office_manager).owner_id = owner
        theirs = theirs.with_user(self.env.user)
        mine = self._create_schedule(sheets=(CHECKS,), name="Mine")
        sheets = theirs.line_ids
        for move in (
            lambda: mine.line_ids.write({"schedule_id": theirs.id, "sheet": ORDERS}),
            lambda: mine.line_ids.copy({"schedule_id": theirs.id}),
            lambda: mine.write({"line_ids": [Command.link(sheets.id)]}),
            lambda: mine.write({"line_ids": [Command.set(sheets.ids)]}),
            lambda: mine.line_ids.create({"schedule_id": theirs.id, "sheet": ORDERS}),
        ):
            with (
                self.assertRaisesRegex(UserError, "be moved|not allowed|[Aa]ccess"),
                self.env.cr.savepoint(),
            ):
                move()
            self.env.invalidate_all()
            self.assertEqual(theirs.line_ids, sheets)
            self.assertEqual(mine.line_ids.sheet, CHECKS)
        mine.line_ids.write({"schedule_id": mine.id, "sheet": ORDERS})
        self.assertEqual(mine.line_ids.sheet, ORDERS)
        with self.assertRaisesRegex(UserError, "cannot be moved"):
            mine.line_ids.with_user(self.back_office_manager).schedule_id = theirs

    def test_facts_are_not_typed_in(self):
        schedule = self._create_schedule()
        schedule.action_send_now()
        run = self._get_runs(schedule).with_user(self.env.user)
        for record, values in (
            (schedule, {"next_run": "2020-01-01"}),
            (run, {"state": "sent"}),
            (run, {"file": b"eA=="}),
        ):
            with self.assertRaisesRegex(AccessError, "cannot be filled in by hand"):
                record.write(values)

    def test_somebody_must_get_it(self):
        schedule = self._create_schedule(user_ids=False)
        with self.assertRaisesRegex(UserError, "who gets Daily"):
            schedule.action_send_now()
