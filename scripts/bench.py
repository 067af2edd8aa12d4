#!/usr/bin/env python3
"""Time what people do to orders, in plain Odoo and with the add-on: print tables.

ARGS="--rounds 60" gives steadier figures, ARGS="--only contracts" those of a great
register of contracts alone, and ARGS=--help tells how great it is. The milliseconds are
those that Odoo and its database have worked, so that other work on the machine makes no
difference.
"""

import subprocess
import sys

from house import ROOT, setup
from house.tell import main

PLAIN, WITH = "bench_plain", "bench_with"


def bench():
    with setup.test_databases() as databases:
        databases.clone(databases.template(), PLAIN)
        databases.clone(databases.installed(), WITH)
        command = [databases.python, "-m", "bench", databases.config, PLAIN, WITH]
        try:
            return subprocess.run([*command, *sys.argv[1:]], cwd=ROOT).returncode
        finally:
            databases.drop(PLAIN)
            databases.drop(WITH)


main(bench)
