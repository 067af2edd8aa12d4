#!/usr/bin/env python3
"""Let ruff and prettier rewrite the code and the views."""

from house import ROOT, formatters, setup
from house.tell import main, run, step


def format_all():
    programs = setup.for_tests().python.parent
    for name, command in formatters.rewrites(programs).items():
        with step(name):
            run(command, f"{name} has failed.", cwd=ROOT)


main(format_all)
