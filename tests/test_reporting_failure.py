"""A report that cannot be made says so once, and keeps no other from being sent."""

import logging
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.exceptions import LockError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.sales_back_office.tools.reporting.sums import Sums

from .reporting_case import ReportingCase

LOGGER = "odoo.addons.sales_back_office"


class TestReportingFailure(ReportingCase):
    def test_a_time_has_one_report(self):
        schedule = self._create_schedule()
        moment = datetime(2026, 11, 27, 8, 30)
        schedule._run(moment)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            schedule._run(moment)

    def test_one_by_hand_at_that_moment_takes_nothing_away(self):
        with freeze_time("2026-11-27 08:00:00"):
            schedule = self._create_schedule()
        with freeze_time("2026-11-27 08:30:00"):
            schedule.action_send_now()
            schedule.action_send_now()
            self._send_due()
        runs = self._get_runs(schedule)
        self.assertEqual(
            sorted(runs.mapped(lambda run: (run.is_manual, run.state))),
            [(False, "sent"), (True, "sent"), (True, "sent")],
        )

    def test_one_that_fails_does_not_stop_the_others(self):
        schedules = self._create_due("Daily"), self._create_due("Weekly")
        with (
            self._failing("Daily", RuntimeError("No space left")),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._send_due()
        self.assertStates(schedules, "failed", "sent")
        self.assertFalse(self._is_due(schedules[0]))

    def test_nor_does_one_that_fails_in_the_middle_of_its_rows(self):
        self._create_order()
        schedules = [
            self._create_due(name, period="all") for name in ("Daily", "Weekly")
        ]
        add, added = Sums.add, []

        def fail(sums, values):
            if not added:
                added.append(values)
                raise RuntimeError("No space left")
            add(sums, values)

        with patch.object(Sums, "add", fail), self.assertLogs(LOGGER, "ERROR"):
            self._send_due()
        self.assertStates(schedules, "failed", "sent")

    def test_nor_does_one_whose_failure_cannot_be_noted(self):
        schedules = self._create_due("Daily"), self._create_due("Weekly")
        with (
            self._failing("Daily", RuntimeError("No space left")),
            patch.object(type(schedules[0]), "_note_failure", side_effect=OSError),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._send_due()
        self.assertStates(schedules, False, "sent")
        self._send_due()
        self.assertStates(schedules, "sent", "sent")

    def test_one_that_crossed_another_transaction_is_made_in_the_next_pass(self):
        for error in (SerializationFailure(), LockNotAvailable(), LockError("Busy")):
            schedules = self._create_due("Daily"), self._create_due("Weekly")
            with self._failing("Daily", error), self.subTest(error=error):
                self._send_due()
                self.assertStates(schedules, False, "sent")
                self.assertTrue(self._is_due(schedules[0]))
                self.assertFalse(schedules[0].attempts)
            self._send_due()
            self.assertStates(schedules, "sent", "sent")
        self.assertFalse(self._get_told("Daily could not be made"))

    def test_nobody_to_send_it_to_is_a_failure(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor.lang = "zh_CN"
        schedule = self._create_due("Daily", user_ids=False)
        for _ in range(2):
            with self.assertLogs(LOGGER, "WARNING") as logs:
                self._send_due()
                logging.getLogger(LOGGER).warning("end")
        self.assertEqual(len(logs.records), 1)
        run = self._get_runs(schedule)
        self.assertEqual(run.state, "failed")
        self.assertRegex(run.error, "Daily.*邮箱地址")
        told = self.env["mail.message"].search([("subject", "=like", "%Daily%")])
        self.assertEqual(told.partner_ids, self.supervisor.partner_id)
        self.assertNotRegex(told.subject, "could not")

    def test_one_that_was_switched_off_meanwhile_is_left_alone(self):
        schedule = self._create_due("Daily")
        schedule.active = False
        with self.assertNoLogs(LOGGER, "WARNING"):
            self.assertTrue(schedule._if_due(datetime.now(), schedule._do_due))
        self.assertStates([schedule], False)

    def test_what_a_server_did_not_survive_is_told_in_the_words_of_the_owner(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor.lang = "zh_CN"
        schedule = self._create_due("Daily")
        schedule.sudo()._write_sealed({"attempts": 5})
        with self.assertLogs(LOGGER, "WARNING"):
            self._send_due()
        self.assertRegex(self._get_runs(schedule).error, "Daily.*5次")

    def test_nothing_to_send_is_a_failure(self):
        empty = self._create_due("Daily", line_ids=False)
        with self.assertLogs(LOGGER, "WARNING"):
            self._send_due()
        self.assertRegex(self._get_runs(empty).error, "Choose at least one sheet")
        for method in ("action_send_now", "action_download"):
            with self.assertRaisesRegex(UserError, "Choose at least one sheet"):
                getattr(empty, method)()

    def test_a_sheet_that_was_uninstalled_is_a_failure(self):
        schedule = self._create_due("Daily")
        self.env.cr.execute(
            "UPDATE back_office_schedule_line SET sheet = 'back.office.sheet.lost'"
            " WHERE schedule_id = %s",
            [schedule.id],
        )
        with self.assertLogs(LOGGER, "WARNING"):
            self._send_due()
        self.assertRegex(self._get_runs(schedule).error, "sheet.lost. Remove it")

    def test_recipients_who_left_or_have_no_address_get_nothing(self):
        contact = self.env["res.partner"].create(
            {"name": "Former chairman", "email": "chairman@example.com"}
        )
        schedule = self._create_due("Daily", partner_ids=contact.ids)
        contact.active = self.executive.active = False
        self.env.invalidate_all()
        with self.assertLogs(LOGGER, "WARNING"):
            self._send_due()
        self.assertStates([schedule], "failed")
        contact.write({"active": True, "email": False})
        with self.assertRaisesRegex(UserError, "e-mail address"):
            schedule.action_send_now()
        contact.email = "chairman@example.com"
        schedule.action_send_now()
        mail = self.env["mail.mail"].search(
            [("model", "=", "back.office.run"), ("subject", "like", "Daily")]
        )
        self.assertEqual(mail.recipient_ids, contact)

    def test_addresses_are_addresses(self):
        comma = "\uff0c"  # of a Chinese keyboard
        schedule = self._create_schedule(
            email_to=f"a@example.com, Li <b@example.com>{comma}c@example.com;"
        )
        self.assertEqual(
            schedule._get_addresses(),
            ["a@example.com", "Li <b@example.com>", "c@example.com"],
        )
        with self.assertRaisesRegex(
            ValidationError, "chairman is not an e-mail address"
        ):
            schedule.email_to = "a@example.com, chairman"

    def test_a_mail_about_something_else_is_refused(self):
        template = self.env["mail.template"].create(
            {"name": "Hello", "model_id": self.env.ref("base.model_res_partner").id}
        )
        with self.assertRaisesRegex(ValidationError, "not made for reports"):
            self._create_schedule(template_id=template.id)

    # ------------------------------------------------------------
    # IT STOPS
    # ------------------------------------------------------------

    def test_it_stops_when_its_owner_leaves(self):
        schedule = self._create_due("Daily")
        self.supervisor.active = False
        self.assertStopped(schedule, "has no owner any more")
        with self.assertRaisesRegex(UserError, "no owner any more"):
            schedule.with_user(self.back_office_manager).action_send_now()

    def test_it_stops_when_its_owner_changes_to_another_company(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        schedule = self._create_due("Daily")
        self.supervisor.write({"company_ids": other.ids, "company_id": other.id})
        self.assertStopped(schedule, "no longer works for Xinghe")

    def test_it_stops_when_its_company_is_archived(self):
        other = self.env["res.company"].create({"name": "Beihai Trailers"})
        people = self.supervisor | self.back_office_manager
        people.company_ids += other
        schedule = self._create_due("Daily")
        schedule.sudo().company_id = other
        self._make_due(schedule)
        other.active = False
        self.assertStopped(schedule, "Beihai Trailers, which is archived")

    # ------------------------------------------------------------

    def _create_due(self, name, **values):
        schedule = self._create_schedule(name=name, **values)
        self._make_due(schedule)
        return schedule

    def _is_due(self, schedule):
        return schedule.next_run < datetime.now()

    def _get_told(self, subject):
        return self.env["mail.message"].search([("subject", "=", subject)])

    @contextmanager
    def _failing(self, name, error):
        """Let the report of that name raise an error while it is made."""
        schedules = self.env.registry["back.office.schedule"]
        write_file = schedules._write_file

        def fail(schedule, *arguments):
            if schedule.name == name:
                raise error
            return write_file(schedule, *arguments)

        with patch.object(schedules, "_write_file", fail):
            yield

    def assertStates(self, schedules, *states):
        self.assertEqual(
            tuple(self._get_runs(schedule).state for schedule in schedules), states
        )

    def assertStopped(self, schedule, reason):
        """It does not send any more, and the managers have read why, in Chinese where
        they are."""
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self._create_user(
            "manager_2",
            "back_office_manager",
            lang="zh_CN",
            company_ids=self.back_office_manager.company_ids.ids,
        )
        with self.assertNoLogs(LOGGER, "WARNING"):
            self._send_due()
        schedule = schedule.sudo()
        self.assertFalse(schedule.active)
        self.assertFalse(schedule.next_run)
        self.assertFalse(self._get_runs(schedule))
        told = self._get_told("Daily is no longer sent")
        self.assertIn(self.back_office_manager.partner_id, told.partner_ids)
        self.assertNotIn(chinese.partner_id, told.partner_ids)
        self.assertIn(reason, told.body)
        self.assertIn(reason, " ".join(schedule.message_ids.mapped("body")))
