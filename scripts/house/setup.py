"""From a bare machine to an Odoo that can be started."""

from contextlib import contextmanager

from . import HOUSE, cluster, odoo, python, system
from .database import Databases
from .lock import only_one


def for_run():
    """Return the databases of `make run`; their cluster is not started."""
    system.need(*system.FOR_ODOO)
    return _databases(cluster.for_run, python.REQUIREMENTS)


def for_tests():
    """Return the databases of the tests; their cluster is not started."""
    system.need(*system.FOR_ODOO, *system.FOR_TESTS)
    return _databases(cluster.for_test, python.FOR_DEVELOPERS)


@contextmanager
def test_databases():
    """Have the tests' cluster to oneself, and stop it at the end."""
    busy = "A test, lint, pot or bench already runs in this clone: wait for its end."
    with only_one(HOUSE / "test/lock", busy):
        databases = for_tests()
        with databases.cluster.running():
            yield databases


def _databases(private, requirements):
    private.folder.mkdir(parents=True, exist_ok=True)
    with only_one(HOUSE / "setup.lock", "", wait=True):
        found = odoo.find()
        interpreter = python.environment(found, requirements)
    databases = Databases(private, found, interpreter)
    databases.configure()
    return databases
