"""The words of a mail: a clerk writes them, and they are words, not a program."""

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tools.safe_eval import safe_eval

from .reporting_case import ReportingCase


class TestReportingMail(ReportingCase):
    def test_subject_and_text_are_filled_in(self):
        mail = self._send(
            subject="{company}: {report} {period}, {rows}",
            body="<p>Please find <b>{report}</b> of {period}.</p>",
        )
        self.assertEqual(mail.subject, "Xinghe Electric Vehicles: Daily 11/27/2026, 1")
        self.assertEqual(
            mail.body_html, "<p>Please find <b>Daily</b> of 11/27/2026.</p>"
        )
        self.assertEqual(len(mail.attachment_ids), 1)

    def test_what_is_left_empty_is_as_the_company_says(self):
        mail = self._send(subject=False, body="<p><br></p>")
        self.assertEqual(mail.subject, "Report Daily 11/27/2026")
        self.assertIn("Please find the report attached", mail.body_html)

    def test_days_are_in_the_words_of_the_owner(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor.lang = "zh_CN"
        mail = self._send(subject="{period}", period="all")
        self.assertNotIn("all days", mail.subject)
        mail = self._send(subject="{period}", period="this_month")
        self.assertRegex(mail.subject, "2026.*11.*01.* – 2026.*11.*30")

    def test_words_are_no_program(self):
        mail = self._send(
            name="<script>alert(1)</script>",
            subject="{{ object.env.user.login }} ${ object } %(report)s",
            body='<p t-out="object.env.user.login">{report}</p>'
            "<script>alert(2)</script><a href='javascript:alert(3)'>x</a>",
        )
        self.assertEqual(
            mail.subject, "{{ object.env.user.login }} ${ object } %(report)s"
        )
        self.assertNotRegex(mail.body_html, "<script|javascript|supervisor")
        self.assertIn("&lt;script&gt;", mail.body_html)

    def test_a_word_that_nothing_stands_for_is_refused(self):
        schedule = self._create_schedule()
        for values in ({"subject": "{raport}"}, {"body": "<p>{object}</p>"}):
            with self.assertRaisesRegex(ValidationError, "cannot be filled in"):
                schedule.write(values)

    def test_whoever_has_no_address_is_named(self):
        self.executive.email = False
        schedule = self._create_schedule()
        self.assertEqual(schedule.unreachable, "Executive")
        self.executive.email = "chairman@example.com"
        self.assertFalse(schedule.unreachable)

    def test_what_became_of_the_mail_is_seen(self):
        mail = self._send()
        run = self.env[mail.model].browse(mail.res_id).with_user(self.executive)
        self.assertEqual(run.sent_to, "Executive")
        self.assertStatus(run, "waiting")
        mail.write({"state": "exception", "failure_type": "mail_smtp"})
        self.assertStatus(run, "undelivered")
        self.assertRegex(run.undelivered, "Connection failed")
        mail.failure_reason = "552\nMailbox is full"
        self.assertStatus(run, "undelivered")
        self.assertRegex(run.undelivered, "^Connection failed.*: 552 Mailbox is full$")
        mail.mark_outgoing()
        self.assertStatus(run, "waiting")
        mail.cancel()
        self.assertStatus(run, "undelivered")
        self.assertEqual(run.undelivered, "Somebody has cancelled the mail.")
        mail.write({"state": "exception", "failure_type": False})
        mail.failure_reason = False
        self.assertStatus(run, "undelivered")
        view = etree.fromstring(run.get_view(view_type="form")["arch"])
        [alert] = view.xpath("//div[field[@name='undelivered']]")
        self.assertFalse(safe_eval(alert.get("invisible"), {"status": run.status}))
        mail.unlink()  # as the queue does it when it has left
        self.assertStatus(run, "sent")
        self.assertFalse(run.undelivered)

    def test_what_was_not_mailed_has_its_own_status(self):
        with freeze_time("2020-11-27 08:30:00"):
            empty = self._create_schedule(skip_empty=True)
            empty.action_send_now()
        self.assertStatus(self._get_runs(empty), "empty")
        self.assertFalse(self._get_runs(empty).sent_to)
        failed = self._create_schedule(user_ids=False)
        self._make_due(failed)
        with self.assertLogs("odoo.addons.sales_back_office", "WARNING"):
            self._send_due()
        self.assertStatus(self._get_runs(failed), "failed")

    def test_whoever_sends_by_hand_is_told_to_whom(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        schedule = self._create_schedule(email_to="chairman@example.com")
        empty = self._create_schedule(name="Empty", skip_empty=True)
        empty.period = "next_days"
        action = (schedule | empty).action_send_now()["params"]
        self.assertEqual(
            action["message"],
            "Daily is on its way to Executive, chairman@example.com."
            " Empty: nothing to send.",
        )
        self.assertEqual(action["type"], "success")
        self.executive.email = False
        action = schedule.with_context(lang="zh_CN").action_send_now()["params"]
        self.assertRegex(action["message"], "Daily.*chairman@example.com.*Executive")
        self.assertNotRegex(action["message"], "is on|ithout")
        self.assertEqual(action["type"], "warning")

    def test_the_mail_leaves_at_once(self):
        triggers = self.env["ir.cron.trigger"]
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        asked = [("cron_id", "=", queue.id), ("call_at", "=", "2026-11-27 08:30:00")]
        self._send(skip_empty=True, period="next_days")
        self.assertFalse(triggers.search_count(asked))
        self._send()
        self.assertEqual(triggers.search_count(asked), 1)

    def test_mails_that_leave_together_ask_once(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        asked = [("cron_id", "=", queue.id), ("call_at", "=", "2026-11-27 08:30:00")]
        schedules = self._create_schedule() | self._create_schedule(name="Weekly")
        with freeze_time("2026-11-27 08:30:00"):
            schedules.action_send_now()
        self.assertEqual(len(self._get_runs(schedules)), 2)
        self.assertEqual(self.env["ir.cron.trigger"].search_count(asked), 1)

    def test_a_mail_waits_for_whoever_has_deleted_the_queue(self):
        self.env.ref("mail.ir_cron_mail_scheduler_action").unlink()
        mail = self._send()
        self.assertEqual(mail.state, "outgoing")

    def test_an_automation_rule_sends(self):
        """A rule runs its action for whoever has changed a document, in superuser
        mode; the file has what the owner may see all the same."""
        others = self._create_order()
        own = self._create_order(user_id=self.salesperson.id)
        schedule = self._create_schedule(period="all")
        schedule.with_user(self.back_office_manager).owner_id = self.salesperson
        action = self.env["ir.actions.server"].create(
            {
                "name": "A great order was confirmed",
                "model_id": self.env.ref("sale.model_sale_order").id,
                "state": "code",
                "code": f"env['{schedule._name}'].browse({schedule.id})"
                ".action_send_now()",
            }
        )
        order = {"active_model": "sale.order", "active_id": own.id}
        action = action.with_user(self.order_clerk).with_context(
            **order, active_ids=own.ids
        )
        with self.assertRaises(AccessError):
            action.run()
        action.sudo().run()
        run = self._get_runs(schedule)
        self.assertTrue(run.is_manual)
        self.assertEqual(run.row_count, 1)
        self.assertIn(own.name, self._get_first_column(schedule))
        self.assertNotIn(others.name, self._get_first_column(schedule))

    # ------------------------------------------------------------

    def assertStatus(self, run, status):
        """It is shown so, and found so, and not otherwise."""
        self.env.flush_all()
        run.invalidate_recordset()
        self.assertEqual(run.status, status)
        for other, _label in run._fields["status"].selection:
            found = run.search([("status", "=", other), ("id", "=", run.id)])
            self.assertEqual(bool(found), other == status, other)

    def _send(self, **values):
        with freeze_time("2026-11-27 08:30:00"):
            self._create_order()
            schedule = self._create_schedule(**values)
            schedule.action_send_now()
        run = self._get_runs(schedule)
        return self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
