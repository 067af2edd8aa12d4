"""Every report is sent once, whatever happens to the servers that send it."""

import subprocess
import sys
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Barrier
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.tools import config

from odoo.addons.sales_back_office.models.reporting.clock_mixin import WEEKDAYS

from . import killed
from .race import FEW, LONG, RaceCase
from .reporting_case import ORDERS

ROOT = Path(__file__).parents[1]
PAST = datetime(2026, 1, 5)
MANY = 30


class Killed(BaseException):
    """What no handler of errors takes for an error."""


class TestReportingOnce(RaceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_order()
        cls.cr.commit()

    def test_a_server_that_is_killed_loses_and_repeats_nothing(self):
        command = [
            sys.executable,
            "-m",
            "tests.killed",
            config["config"],
            self.cr.dbname,
        ]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        ) as server:
            for step in killed.STEPS:
                [schedule] = self._create_due(1)
                server.stdin.write(f"{step}\n")
                server.stdin.flush()
                with self.subTest(step):
                    self.assertEqual(server.stdout.readline().strip(), "SIGKILL")
                    self._wait_for(schedule)
                    is_done = step == "after the commit"
                    self.assertEqual(len(schedule.run_ids), int(is_done))
                    for _restart in range(2):
                        self._send_due()
                        self.assertSentOnce(schedule)
            server.stdin.close()
            self.assertEqual(server.wait(LONG), 0)

    def _wait_for(self, schedule):
        """Until PostgreSQL has noticed that who held the schedule is dead."""
        self.cr.rollback()
        self.cr.execute(
            "SELECT FROM back_office_schedule WHERE id = %s FOR UPDATE", [schedule.id]
        )
        self.cr.rollback()

    def test_one_that_brings_down_every_server_is_given_up(self):
        deadly, *others = self._create_due(3)
        killed_by = self.registry["back.office.schedule"]._do_at

        def die(schedule, due_at):
            if schedule.id == deadly.id:
                raise Killed
            killed_by(schedule, due_at)

        with patch.object(self.registry["back.office.schedule"], "_do_at", die):
            for _restart in range(3):
                with self.assertRaises(Killed):
                    self._send_due()
            for schedule in others:  # they came first, the second time
                self.assertSentOnce(schedule)
            with self.assertLogs("odoo.addons.sales_back_office", "WARNING"):
                self._send_due()
        self.assertEqual(deadly.run_ids.state, "failed")
        self.assertRegex(deadly.run_ids.error, "has stopped 3 times")
        self.assertGreater(deadly.next_run, datetime.now())
        self.assertFalse(deadly.attempts)

    def test_two_servers_at_once_send_one(self):
        schedules = self._create_due(FEW)
        barrier = Barrier(2)
        commit_progress = self.registry["ir.cron"]._commit_progress

        def meet(crons, *arguments, **options):
            left = commit_progress(crons, *arguments, **options)
            if options.get("remaining"):
                barrier.wait(LONG)  # both have seen what is due
            return left

        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", meet),
            self.races._watched(),
            ThreadPoolExecutor(2) as servers,
        ):
            for server in [servers.submit(self._send_due) for _ in range(2)]:
                server.result(LONG)
        self._send_due()  # what both had left to the other
        for schedule in schedules:
            self.assertSentOnce(schedule)

    def test_what_was_sent_stays_sent_when_the_pass_breaks_off(self):
        schedules = self._create_due(MANY)
        done, queries = [], []
        do_at = self.registry["back.office.schedule"]._do_at
        commit_progress = self.registry["ir.cron"]._commit_progress

        def break_off(schedule, due_at):
            if len(done) == MANY // 3:
                raise Killed
            done.append(schedule.id)
            do_at(schedule, due_at)

        def count(crons, *arguments, **options):
            left = commit_progress(crons, *arguments, **options)
            if options:  # else it is only begun
                queries.append(crons.env.cr.sql_log_count)
            return left

        Schedules = self.registry["back.office.schedule"]
        with patch.object(Schedules, "_do_at", break_off), self.assertRaises(Killed):
            self._send_due()
        sent = [schedule for schedule in schedules if schedule.run_ids]
        self.assertEqual([schedule.id for schedule in sent], done)
        with patch.object(self.registry["ir.cron"], "_commit_progress", count):
            self._send_due()
        for schedule in schedules:
            self.assertSentOnce(schedule)
        costs = [
            after - before for before, after in zip(queries, queries[1:], strict=False)
        ]
        self.assertEqual(len(costs), MANY - len(done))
        # each costs the same, however many there are; the first fills the caches
        self.assertEqual(len(set(costs[1:])), 1, costs)
        self.assertLess(costs[-1], 60)

    # ------------------------------------------------------------

    def _create_due(self, count):
        """Reports that have been due for long, of the supervisor for the executive."""
        schedules = (
            self.env["back.office.schedule"]
            .with_user(self.supervisor)
            .create(
                [
                    {
                        "name": f"Daily {number}",
                        "frequency": "weekday",
                        **dict.fromkeys(WEEKDAYS, True),
                        "period": "all",
                        "user_ids": [Command.set(self.executive.ids)],
                        "line_ids": [Command.create({"sheet": ORDERS})],
                    }
                    for number in range(count)
                ]
            )
            .sudo()
        )
        schedules._write_sealed({"next_run": PAST})
        self.cr.commit()
        return schedules

    def _send_due(self):
        """Send as another server would, and look at what it has done."""
        with self.registry.cursor() as cr:
            Environment(cr, SUPERUSER_ID, {})["back.office.schedule"]._cron_send_due()
        self.cr.rollback()

    def assertSentOnce(self, schedule):
        """There is one run with its file, and one mail that takes it along."""
        self.assertGreater(schedule.next_run, datetime.now())
        run = schedule.run_ids
        self.assertEqual(run.mapped("state"), ["sent"])
        mail = self.env["mail.mail"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(mail.mapped("state"), ["outgoing"])
        self.assertEqual(mail.attachment_ids.raw, b64decode(run.file))
        book = load_workbook(BytesIO(b64decode(run.file)))
        self.assertEqual(book.active.max_row, 5 + run.row_count + 1)
