#!/usr/bin/env python3
"""Run Odoo's own tests without and with the add-on, and print what differs.

Two equal databases hold everything that is tested, one also the add-on; both run the
same tests side by side, browser tours included. Whatever differs is run once more,
its class alone, before it counts. Arguments choose add-ons, or a class or a test by
its whole name: `sale_stock odoo.addons.sale.tests.test_sale_prices.TestSalePrices`.
"""

import json
import subprocess
import sys
import textwrap
from collections import Counter
from contextlib import contextmanager
from typing import NamedTuple

from house import ROOT, setup
from house.tell import Trouble, main, step, stop

MODULES = (
    *("sale", "sale_stock", "stock", "stock_account"),
    *("stock_picking_batch", "stock_delivery", "account_payment"),
)
SIDES = WITHOUT, WITH = ("core_without", "core_with")
PASSED = "passed"
TOO_MANY_QUERIES = "Query count more than expected"


class End(NamedTuple):
    """How a test ended on one side: passed, failed, error or skipped, and why."""

    outcome: str = "not run"
    why: str = ""


def core_tests():
    beginnings = tuple(_beginning(name) for name in sys.argv[1:] or MODULES)
    with setup.test_databases() as databases, _both_sides(databases):
        with step("Odoo's tests on both"):
            first = _paired(*_run(databases, SIDES, beginnings))
        last = first
        if suspects := _differing(first):
            with step("What differs, once more"):
                last = _again(databases, first, suspects)
    _refuse_nothing(beginnings, last)
    _print_alike(first, last)
    differing = {name: last[name] for name in sorted(_differing(last))}
    _print_differing(differing)
    return bool(differing)


def _beginning(name):
    """Return what the ids of the tests of an add-on, a class or a test begin with."""
    return name if "." in name else f"odoo.addons.{name}."


@contextmanager
def _both_sides(databases):
    """Have the two databases, equal but for the add-on."""
    try:
        with step("Databases without and with the add-on"):
            databases.clone(databases.template(), WITHOUT)
            databases.load(WITHOUT, "-i", ",".join(MODULES))
            databases.clone(WITHOUT, WITH)
            databases.install(WITH)
        yield
    finally:
        for side in SIDES:
            databases.drop(side)


def _run(databases, sides, beginnings):
    """Run the tests on these databases at once; return how they ended, by their ids."""
    files = [databases.cluster.folder / f"{side}.json" for side in sides]
    processes = []
    try:
        for side, file in zip(sides, files, strict=True):
            file.unlink(missing_ok=True)
            runner = [databases.python, ROOT / "scripts/core_runner.py"]
            command = [*runner, databases.config, side, file, *beginnings]
            with open(file.with_suffix(".log"), "w") as log:
                processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        for process in processes:
            process.wait()
    finally:
        for process in processes:
            stop(process)  # no matter if it has ended
    return [_read(file) for file in files]


def _read(file):
    if not file.exists():
        raise Trouble(f"Odoo's tests broke off: see {file.with_suffix('.log')}")
    return {name: End(*end) for name, end in json.loads(file.read_text()).items()}


def _paired(without, with_it):
    """Return for each test its end on either side."""
    names = sorted(without | with_it)
    return {
        name: (without.get(name, End()), with_it.get(name, End())) for name in names
    }


def _differing(pairs):
    return {name for name, (a, b) in pairs.items() if a.outcome != b.outcome}


def _again(databases, pairs, suspects):
    """Run the suspects' classes once more, one side after the other."""
    classes = tuple({f"{name.rpartition('.')[0]}." for name in suspects})
    renewed = [_run(databases, [side], classes)[0] for side in SIDES]
    rest = {name: pairs[name] for name in pairs if not name.startswith(classes)}
    return rest | _paired(*renewed)


def _refuse_nothing(beginnings, pairs):
    """Refuse to compare what did not run: equal outcomes would prove nothing."""
    passed = {name for name, (without, _) in pairs.items() if without.outcome == PASSED}
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in passed):
            raise Trouble(f"No test of {beginning} has passed without the add-on.")


def _print_alike(first, last):
    """Print how many tests ended alike, and what to know about those not passed."""
    alike = {name: last[name] for name in last.keys() - _differing(last)}
    ends = [end for end, _ in alike.values()]
    counts = Counter(end.outcome for end in ends)
    print("Alike:", ", ".join(f"{counts[outcome]} {outcome}" for outcome in counts))
    skips = Counter(end.why for end in ends if end.outcome == "skipped")
    for why, count in skips.most_common():
        print(f"  {count} skipped: {why}")
    for name in sorted(alike):
        if alike[name][0].outcome in ("failed", "error"):
            print(f"  does not pass without the add-on either: {name}")
    for name in sorted(_differing(first) & alike.keys()):
        print(f"  differed at first only: {name}")


def _print_differing(pairs):
    """Print what differs, the numbers of queries last: they speak of speed."""
    for name, ends in sorted(pairs.items(), key=lambda pair: _is_slower(*pair[1])):
        kind = "Differs in its queries" if _is_slower(*ends) else "Differs"
        print(f"\n{kind}: {name}")
        for side, end in zip(SIDES, ends, strict=True):
            print(f"  {side}: {end.outcome}")
            print(textwrap.indent(end.why, "    "), end="")


def _is_slower(without, with_it):
    return TOO_MANY_QUERIES in with_it.why and TOO_MANY_QUERIES not in without.why


main(core_tests)
