"""Make one workbook of all orders, in a process of its own, and tell what it costs.

`python -m bench.making CONFIG DATABASE WAY` prints a `Making` as JSON.
"""

import gc
import io
import json
import sys
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from types import SimpleNamespace
from unittest.mock import patch

import xlsxwriter

from odoo import http
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from .office import worked

SHEET = "back.office.sheet.order"
NAME = "bench"
NOW = datetime(2026, 11, 27, 8, 30)


@dataclass
class Making:
    seconds: float  # that Odoo and its database have worked
    megabytes: float  # at most, above the idle process


def schedule(env, rows=None):
    """The report of all orders, which its owner has set up."""
    schedules = env["back.office.schedule"]
    return schedules.search([("name", "=", NAME)], limit=1)


def report(env, limit=None):
    """Make it as the clock does: written, kept and left to the queue of mails."""
    ours = schedule(env)
    if limit:
        ours.line_ids.domain = f"[('id', '<', {limit})]"
        env.flush_all()
    ours._run(NOW, is_manual=True)


def floor(env, limit=None):
    """A bare cursor on the server, written row by row: what cannot be saved."""
    domain = [("id", "<", limit)] if limit else []
    query = env[SHEET]._get_query(None, domain)
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    with TemporaryFile() as file, xlsxwriter.Workbook(file, options) as workbook:
        tab = workbook.add_worksheet()
        with closing(env.cr.connection.cursor(name="floor")) as cursor:
            cursor.itersize = 2000
            cursor.execute(query.code, query.params)
            for number, row in enumerate(cursor):
                tab.write_row(number, 0, row)


def export(env, limit=None):
    """Odoo's own export of the list, with the same columns."""
    from odoo.addons.web.controllers.export import ExcelExport

    orders = env["sale.order"]
    names = env[SHEET]._sheet_columns
    fields = [
        {"name": name, "label": name, "type": orders._fields[name].type}
        for name in names
    ]
    domain = [*env[SHEET]._sheet_domain, *([("id", "<", limit)] if limit else [])]
    data = {
        "model": "sale.order",
        "fields": fields,
        "ids": False,
        "domain": domain,
        "import_compat": False,
        "context": {"active_test": False},
    }
    remote = SimpleNamespace(environ={"REMOTE_ADDR": "-"})
    request = SimpleNamespace(
        env=env,
        httprequest=remote,
        make_response=lambda content, headers: io.BytesIO(content),
    )
    http._request_stack.push(request)
    try:
        ExcelExport().base(json.dumps(data))
    finally:
        http._request_stack.pop()


WAYS = {"report": report, "floor": floor, "export": export}


def measure(env, way):
    """Do it for few rows, so that all is loaded, and then for all of them."""
    low = env["sale.order"].search([], order="id", limit=1, offset=20).id
    gc.collect()
    idle = _memory("VmRSS")
    with env.cr.savepoint() as savepoint:
        way(env, low)
        savepoint.rollback()
    start = worked(env.cr)
    way(env)
    seconds = (worked(env.cr) - start) / 1e9
    return Making(seconds, (_memory("VmHWM") - idle) / 1024)


def _memory(name):
    """Kilobytes of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def main(path, database, way):
    config.parse_config(["-c", path, "--log-level=error"], setup_logging=True)
    registry = Registry(database)
    with registry.cursor() as cr, patch.object(cr, "commit"):
        owner = schedule(Environment(cr, 1, {})).owner_id
        env = Environment(cr, owner.id, {"tz": "Asia/Shanghai", "lang": "en_US"})
        print(json.dumps(asdict(measure(env, WAYS[way]))))
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
