"""Reports: one of very many rows, and very many that are due at once."""

import json
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.tools import config

from . import making, steps
from .office import Cost, worked

RECIPIENT = "chairman@example.com"


def of_rows(office, database, rows, rounds):
    """Return for each way what making a workbook of so many orders costs."""
    order, _cost = office.do("clerk", steps.create, [office.prepare_order()])
    office.do("clerk", steps.confirm, order)
    office.fill(rows, lines=False)
    with office.superuser() as env:
        exporter = env["res.users"].browse(office.people["supervisor"])
        exporter.group_ids += env.ref("base.group_allow_export")
    _set_up(office, making.NAME)
    costs = defaultdict(list)
    for number in range(rounds):
        ways = list(making.WAYS)
        for way in ways[number % len(ways) :] + ways[: number % len(ways)]:
            costs[way].append(_make(database, way))
    return costs


def _make(database, way):
    command = [sys.executable, "-m", "bench.making", config["config"], database, way]
    process = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return making.Making(**json.loads(process.stdout.splitlines()[-1]))


def of_due(office, count):
    """Return what sending so many reports in one pass of the clock costs."""
    for number in range(count):
        _set_up(office, f"Due {number}", period="today")
    with office.superuser() as env:
        due = env["back.office.schedule"].search([("name", "like", "Due ")])
        due._write_sealed({"next_run": datetime.now() - timedelta(7)})
    with office.registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        start = worked(cr)
        env["back.office.schedule"]._cron_send_due()
        cost = Cost((worked(cr) - start) / 1e6, cr.sql_log_count)
        sent = env["back.office.run"].search_count([("state", "=", "sent")])
        mails = env["mail.mail"].search_count([("email_to", "=", RECIPIENT)])
    assert sent == mails == count, (sent, mails, count)
    return cost


def _set_up(office, name, **values):
    with office.registry.cursor() as cr:
        env = office.environment(cr, "supervisor")
        env["back.office.schedule"].create(
            {
                "name": name,
                "period": "all",
                "tz": "Asia/Shanghai",
                "email_to": RECIPIENT,
                "line_ids": [Command.create({"sheet": making.SHEET})],
                **values,
            }
        )
