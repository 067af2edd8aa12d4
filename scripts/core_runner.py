#!/usr/bin/env python3
"""Run tests of Odoo's own add-ons on a database as it is, everything in it loaded.

By itself Odoo runs a test marked `at_install` as soon as its module is loaded, before
any add-on on top of it; here the mark is ignored. The arguments are a configuration
file, a database, a file for the outcomes, and what the tests' ids begin with.
"""

import json
import re
import sys
import threading
from pathlib import Path

import odoo.cli
import odoo.http
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules import module as odoo_module
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tests import loader
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite
from odoo.tests.tag_selector import TagsSelector
from odoo.tools import config


class Outcomes(OdooTestResult):
    """Keeps for each test how it ended, with the traceback or reason for it."""

    def __init__(self):
        super().__init__()
        self.by_id = {}

    def addSuccess(self, test):
        self._keep(test, "passed")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._keep(test, "skipped", reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._keep(test, "failed", self._exc_info_to_string(err, test))

    def addError(self, test, err):
        super().addError(test, err)
        self._keep(test, "error", self._exc_info_to_string(err, test))

    def _keep(self, test, outcome, why=""):
        """Keep the first outcome of a test: what follows a failure, follows from it."""
        whole = getattr(test, "test_case", test)  # of a subtest
        name = re.sub(r"(\w+) \((.+)\)", r"\2.\1", whole.id())  # setUpClass (class)
        self.by_id.setdefault(name, (outcome, why))


def run(configuration, database, outcomes, *beginnings):
    options = ["-c", configuration, "-d", database, "--http-port=0"]
    config.parse_config([*options, "--log-level=warn"], setup_logging=True)
    threading.current_thread().dbname = database
    _serve()
    registry = Registry(database)
    # Only now: a registry that loads with these set runs tests between two add-ons.
    config["test_enable"], config["test_tags"] = True, "standard"
    suite = _suite(beginnings)
    if suite.has_http_case():
        _build_bundles(registry)
    odoo_module.current_test = True
    kept = Outcomes()
    suite(kept)
    Path(outcomes).write_text(json.dumps(kept.by_id, indent=1))


def _serve():
    """Answer the requests of tests, on any free port."""
    server.load_server_wide_modules()
    server.server = server.ThreadedServer(odoo.http.root)
    server.server.http_spawn()


def _suite(beginnings):
    """Return the standard tests with such ids, in Odoo's order."""
    is_standard = TagsSelector("standard").check
    tests = [
        test
        for addon in sorted({beginning.split(".")[2] for beginning in beginnings})
        for file in loader.get_test_modules(addon)
        for test in loader.get_module_test_cases(file)
        if test.id().startswith(beginnings) and is_standard(test)
    ]
    return OdooSuite(sorted(tests, key=lambda test: getattr(test, "test_sequence", 0)))


def _build_bundles(registry):
    """Build the web client once: every test with a browser would undo its own."""
    with registry.cursor() as cursor:
        environment = Environment(cursor, SUPERUSER_ID, {})
        environment["ir.qweb"]._pregenerate_assets_bundles()


run(*sys.argv[1:])
