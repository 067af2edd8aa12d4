#!/usr/bin/env python3
"""Set up, then run the tests on fresh databases; arguments go on to pytest.

Most tests run on what the add-on depends on; those about its neighbours are set aside
and run on a second database, if any are chosen. With KEEP=1 in the environment the last
test databases are updated instead.
"""

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from subprocess import DEVNULL

from house import ADDON, HOUSE, ROOT, product, setup
from house.tell import main, step, stop

NOTHING_CHOSEN = 5  # of pytest


def test(arguments=tuple(sys.argv[1:])):
    keep, digest = os.environ.get("KEEP"), product.digest()
    aside = HOUSE / "test/aside"
    aside.unlink(missing_ok=True)

    def run(name, template, option):
        prepare = _keep if keep else _refresh
        prepare(databases, name, template, digest)
        return _pytest(databases, name, [option, *arguments])

    with setup.test_databases() as databases:
        with _demo_in_background(databases, wanted=not (keep or arguments)):
            first = run("test", databases.template, f"--set-aside={aside}")
            if not aside.exists() or first not in (0, 1, NOTHING_CHOSEN):
                return first
            second = run("test_beside", databases.neighbourhood, "--neighbours")
            return second if first == NOTHING_CHOSEN else first or second


def _refresh(databases, name, template, digest):
    databases.clone(databases.installed(template()), name)
    _kept(databases, name).write_text(digest)


def _keep(databases, name, template, digest):
    """Reuse the test database; update the add-on in it only if that has changed."""
    kept = _kept(databases, name)
    if name not in databases.names() or not kept.exists():
        _refresh(databases, name, template, digest)
    elif kept.read_text() != digest:
        with step(f"{ADDON} updated"):
            kept.unlink()
            databases.load(name, "-u", ADDON)
            kept.write_text(digest)


def _kept(databases, name):
    """Return the file that says which state of the add-on the database holds."""
    return databases.cluster.folder / f"{name}.digest"


@contextmanager
def _demo_in_background(databases, wanted):
    """Install the demo data on the other core; a test waits for the outcome."""
    demo = None
    if wanted:
        command = [databases.python, ROOT / "scripts/demo.py"]
        demo = subprocess.Popen(command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        yield
    finally:
        if demo:
            demo.terminate()
            demo.wait()


def _pytest(databases, name, arguments):
    options = [f"--odoo-config={databases.config}", f"--odoo-database={name}"]
    command = [databases.python, "-m", "pytest", "--odoo-http", *options, *arguments]
    environment = {**os.environ, **databases.cluster.environment}
    pytest = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return pytest.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached it too: a second one would cut its tidying up short.
        with suppress(subprocess.TimeoutExpired):
            pytest.wait(5)
        stop(pytest)
        raise


main(test)
