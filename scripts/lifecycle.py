#!/usr/bin/env python3
"""Install the add-on on a database with history, use it, and uninstall it again.

The tests' cluster is up: a test calls this. What has to hold in between stand in
tests/lifecycle/, as the sources of Odoo shells.
"""

import subprocess

from house import ADDON, ROOT, setup
from house.tell import Trouble, main

DATABASE = "lifecycle"
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'public' ORDER BY 1, 2
"""


def lifecycle():
    databases = setup.for_tests()
    databases.clone(databases.template(), DATABASE)
    try:
        columns = databases.cluster.sql(COLUMNS, DATABASE)
        _shell(databases, "history")
        databases.install(DATABASE)
        _shell(databases, "use")
        _shell(databases, "uninstall")
        left = [c for c in databases.cluster.sql(COLUMNS, DATABASE) if c not in columns]
        if left:
            raise Trouble(f"{ADDON} leaves behind: {left}")
        _shell(databases, "aftermath")
    finally:
        databases.drop(DATABASE)


def _shell(databases, name):
    command = [databases.python, databases.odoo.program, "shell", "--no-http"]
    options = ["-c", databases.config, "-d", DATABASE, "--log-level=error"]
    with open(ROOT / f"tests/lifecycle/{name}.py") as source:
        done = subprocess.run(
            [*command, *options], stdin=source, capture_output=True, text=True
        )
    if done.returncode or done.stderr:
        raise Trouble(f"tests/lifecycle/{name}.py: {done.stderr[-4000:]}")


main(lifecycle)
