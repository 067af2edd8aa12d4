#!/usr/bin/env python3
"""Check the code, the views and the translations; name every check that fails."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from house import ADDON, HOUSE, ROOT, formatters, setup
from house.tell import Trouble, main

CHINESE = f"{ADDON}/i18n/zh_CN.po"
# Only add-ons of the OCA must name it as author and have its README.rst; a model is
# extended in each room that needs it, so its classes are not merged.
NOT_OURS = "manifest-required-author,missing-readme,consider-merging-classes-inherited"
CORE_PLUGINS = ("sql_injection", "gettext", "unlink_override")
CORE_MESSAGES = (
    *("sql-injection", "missing-gettext", "gettext-variable"),
    *("gettext-placeholders", "gettext-repr", "raise-unlink-override"),
)


def lint():
    with setup.test_databases() as databases:
        checks = _checks(databases)
        with ThreadPoolExecutor(2) as pool:
            outcomes = pool.map(lambda check: _run(*check), checks.items())
            passed = dict(zip(checks, outcomes, strict=True))
    failed = [name for name in checks if not passed[name]]
    if failed:
        raise Trouble(f"Lint has failed: {', '.join(failed)}.")


def _checks(databases):
    """Return for each name the command to run, or a function that gives it."""
    programs = databases.python.parent
    return {
        "terms": lambda: _check_terms(databases),
        **formatters.checks(programs),
        "pylint-odoo": [
            *(programs / "pylint", "--load-plugins=pylint_odoo", "--score=n"),
            *("--disable=all", "--enable=odoolint", f"--disable={NOT_OURS}"),
            *("--valid-odoo-versions=19.0", ADDON),
        ],
        "Odoo's checkers": lambda: _core_checkers(databases),
        "oca-checks": [programs / "oca-checks-odoo-module", ADDON],
        "oca-checks-po": [programs / "oca-checks-po", CHINESE],
    }


def _run(name, command):
    start = time.monotonic()
    try:
        command = command() if callable(command) else command
    except Trouble as trouble:
        return _say(name, start, False, str(trouble))
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True
    )
    return _say(name, start, not done.returncode, done.stdout + done.stderr)


def _say(name, start, passed, output):
    seconds = f"{time.monotonic() - start:.1f} s"
    verdict = f"  {name}: {seconds}" if passed else f"  {name} FAILED: {seconds}"
    print("\n".join([verdict, *([] if passed else [output.strip()])]), flush=True)
    return passed


def _check_terms(databases):
    exported = HOUSE / f"test/{ADDON}.pot"
    databases.export_terms(exported)
    return [databases.python, ROOT / "scripts/terms.py", "check", exported]


def _core_checkers(databases):
    """Return the command for the pylint plugins of Odoo's own `test_lint`."""
    folder = databases.odoo.addons / "test_lint/tests"
    if not folder.is_dir():
        return ["echo", "This Odoo comes without its checkers."]
    plugins = ",".join(f"_odoo_checker_{name}" for name in CORE_PLUGINS)
    return [
        *("env", f"PYTHONPATH={folder}", f"ADDONS_PATH={ROOT}"),
        *(databases.python.parent / "pylint", "--score=n", "--disable=all"),
        f"--load-plugins=_pylint_path_setup,{plugins}",
        f"--enable={','.join(CORE_MESSAGES)}",
        *("--disable=unknown-option-value", ADDON),  # they name messages of pylint-odoo
    ]


main(lint)
