#!/usr/bin/env python3
"""Run each bench/bench_*.py in an Odoo shell on a database of its own.

Arguments choose the files; `env` is there, and nothing is committed by itself.
"""

import subprocess
import sys

from house import ROOT, setup
from house.tell import main, step

DATABASE = "bench"


def bench():
    chosen = sys.argv[1:] or sorted((ROOT / "bench").glob("bench_*.py"))
    if not chosen:
        print("There is no benchmark yet.")
        return
    with setup.test_databases() as databases:
        databases.clone(databases.installed(), DATABASE)
        shell = [databases.python, databases.odoo.program, "shell", "--no-http"]
        options = ["-c", databases.config, "-d", DATABASE, "--log-level=warn"]
        for path in chosen:
            with step(str(path)), open(ROOT / path) as source:
                subprocess.run([*shell, *options], stdin=source, check=True)


main(bench)
