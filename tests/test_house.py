"""The rules of the house itself: they must fail a run when they should."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from house.lock import is_held, only_one
from house.logs import faults
from house.tell import Trouble

SCRIPTS = Path(__file__).parents[1] / "scripts"
STRICT = """
import logging
from tests.strict import Strict

def pytest_configure(config):
    config.pluginmanager.register(Strict())

def pytest_sessionfinish():
    logging.getLogger("odoo.moon").error("set too late")
"""
SKIPPED_MODULE = "import pytest; pytest.skip('no module', allow_module_level=True)"
SKIPS = """
import unittest, pytest

def test_call():
    pytest.skip("no call")

@unittest.skip("no class")
class TestClass(unittest.TestCase):
    def test_x(self):
        pass

class TestPart(unittest.TestCase):
    def test_x(self):
        with self.subTest():
            self.skipTest("no part")

@pytest.mark.xfail
def test_expected_failure():
    assert False
"""
LOGS = """
import logging, threading, unittest

moon = logging.getLogger("odoo.moon")

def test_warned():
    moon.warning("it wanes")

def test_guilty():
    thread = threading.Thread(target=moon.error, args=["it %s", "fell"])
    thread.start()
    thread.join()

class TestExpected(unittest.TestCase):
    def test_x(self):
        with self.assertLogs("odoo", "ERROR"):
            moon.error("it was meant to fall")
"""


@pytest.fixture
def strict_run(pytester, request):
    """Run test files under the rules of their own; give the outcome."""
    pytester.makeini("[pytest]")
    pytester.makeconftest(STRICT)
    outer = request.config.pluginmanager.get_plugin("strict")
    logging.getLogger().removeHandler(outer)

    def run(**files):
        pytester.makepyfile(**files)
        return pytester.runpytest_inprocess(
            "-p", "no:odoo", "--continue-on-collection-errors"
        )

    yield run
    logging.getLogger().addHandler(outer)


def test_whatever_is_skipped_fails_and_is_named(strict_run):
    result = strict_run(test_skips=SKIPS, test_module=SKIPPED_MODULE)

    # In TestPart the part that skipped failed, the test around it did not.
    result.assert_outcomes(passed=1, failed=2, errors=2, xfailed=1)
    for what in ("no module", "no call", "no class", "no part"):
        result.stdout.fnmatch_lines(f"*was skipped, and nothing may be: *{what}*")


def test_an_unexpected_error_in_the_log_fails_its_test(strict_run):
    result = strict_run(test_logs=LOGS)

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*test_guilty*",
            "*ERROR odoo.moon: it fell*",
            "*after the last test: logged ERROR odoo.moon: set too late",
        ]
    )
    assert result.ret != 0


def test_faults_are_errors_and_the_warnings_about_the_add_on():
    head = "2026-01-31 16:30:00,123 42"
    error = f"{head} ERROR db odoo.sql_db: bad query\nTraceback\n  line"
    ours = f"{head} WARNING db odoo.addons.sales_back_office.models: no label"
    log = [
        f"{head} INFO db odoo: sales_back_office loaded",
        error,
        f"{head} WARNING db odoo.addons.sale: not our concern",
        ours,
    ]

    assert faults("\n".join(log)) == [error, ours]


def test_a_lock_is_held_by_one(tmp_path):
    lock = tmp_path / "lock"
    with only_one(lock, "busy"):
        assert is_held(lock)
        with pytest.raises(Trouble, match="busy"), only_one(lock, "busy"):
            pass

    assert not is_held(lock)


def test_trouble_is_one_sentence_and_no_traceback():
    script = "from house.tell import *\ndef f(): raise Trouble('No moon.')\nmain(f)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=SCRIPTS, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, "", "No moon.\n")


def test_demo_data_installs():
    script = [sys.executable, SCRIPTS / "demo.py"]
    done = subprocess.run(script, capture_output=True, text=True)

    if done.returncode:
        pytest.fail(done.stderr, pytrace=False)


def test_the_add_on_comes_and_goes_without_harm():
    script = [sys.executable, SCRIPTS / "lifecycle.py"]
    done = subprocess.run(script, capture_output=True, text=True)

    if done.returncode:
        pytest.fail(done.stderr, pytrace=False)
