#!/usr/bin/env python3
"""Set up, then run the tests on a fresh database; arguments go on to pytest.

With KEEP=1 in the environment the last test database is updated instead.
"""

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from subprocess import DEVNULL

from house import ADDON, ROOT, product, setup
from house.tell import main, step, stop

DATABASE = "test"


def test(arguments=tuple(sys.argv[1:])):
    with setup.test_databases() as databases:
        keep, digest = os.environ.get("KEEP"), product.digest()
        with _demo_in_background(databases, wanted=not (keep or arguments)):
            if keep:
                _keep(databases, digest)
            else:
                _refresh(databases, digest)
            return _pytest(databases, arguments)


def _refresh(databases, digest):
    databases.clone(databases.installed(), DATABASE)
    _kept(databases).write_text(digest)


def _keep(databases, digest):
    """Reuse the test database; update the add-on in it only if that has changed."""
    kept = _kept(databases)
    if DATABASE not in databases.names() or not kept.exists():
        _refresh(databases, digest)
    elif kept.read_text() != digest:
        with step(f"{ADDON} updated"):
            kept.unlink()
            databases.load(DATABASE, "-u", ADDON)
            kept.write_text(digest)


def _kept(databases):
    """Return the file that says which state of the add-on the database holds."""
    return databases.cluster.folder / f"{DATABASE}.digest"


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


def _pytest(databases, arguments):
    options = [f"--odoo-config={databases.config}", f"--odoo-database={DATABASE}"]
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
