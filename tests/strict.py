"""A pytest plugin: nothing is skipped, and no error is logged that no test expected."""

import logging

import pytest

# What a browser still says while Odoo closes it is about the closing.
CLOSING = "received after termination: "


class Strict(logging.Handler):
    """Collects what is logged as ERROR or worse, from any logger and any thread.

    `assertLogs` and `mute_logger` keep their records to themselves, so that only the
    unexpected ones come here.
    """

    def __init__(self):
        super().__init__(logging.ERROR)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.logged = []

    def emit(self, record):
        if CLOSING not in record.getMessage():
            self.logged.append(self.format(record))

    def pytest_sessionstart(self):
        logging.getLogger().addHandler(self)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self):
        report = yield
        _refuse_skip(report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report):
        if not hasattr(report, "wasxfail"):
            _refuse_skip(report)
            self._refuse_logged(report)
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        logging.getLogger().removeHandler(self)
        if self.logged:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for logged in self.logged:
            terminalreporter.line(f"FAILED after the last test: logged {logged}")

    def _refuse_logged(self, report):
        if not self.logged:
            return
        text = "\n".join(["Logged, and no test expected it:", *self.logged])
        self.logged.clear()
        if report.passed:
            _fail(report, text)
        else:
            report.sections.append(("Unexpected log", text))


def _refuse_skip(report):
    if report.skipped:
        reason = report.longrepr[-1] if report.longrepr else "no reason"
        _fail(report, f"{report.nodeid} was skipped, and nothing may be: {reason}")


def _fail(report, text):
    report.outcome = "failed"
    report.longrepr = text
