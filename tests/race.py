"""Races: two requests at the same moment, each in a real transaction that is committed,
on a database of their own."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from unittest.mock import patch

from odoo import sql_db, tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service import model as service
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from house import cluster
from house.database import Databases

from .common import BackOffice

STALE = "could not serialize access"
DEADLOCK = "deadlock detected"
# Head starts grow by this; a request takes ten to twenty times as long.
STEP = 0.01
# Odoo waits seconds before it tries again; here it waits so many times less.
HURRY = 50
# Rounds of a race, and of one that takes long to prepare.
ROUNDS = 50
FEW = 10
# Nobody waits so long unless something hangs.
LONG = 120


@contextmanager
def own_database():
    """Have a copy of the test database, with a registry, and drop it at the end."""
    databases = Databases(cluster.for_test, odoo=None, python=None)
    source, copy = get_db_name(), f"{get_db_name()}_race"
    sql_db.close_db(source)  # who is connected to it keeps it from being copied
    databases.clone(source, copy)
    try:
        # Otherwise the registry, while it loads, would run Odoo's tests.
        with patch.dict(tools.config.options.maps[0], test_enable=False):
            registry = Registry(copy)
        yield registry
    finally:
        Registry.delete(copy)
        sql_db.close_db(copy)
        databases.drop(copy)


@dataclass(eq=False, repr=False)
class Request:
    """One click of one user, and what came of it."""

    records: object
    method: str
    arguments: tuple = ()
    context: dict = field(default_factory=dict)
    error: Exception | None = None
    connection: int | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def __repr__(self):
        return f"{self.records.env.user.login}: {self.records}.{self.method}()"

    def run(self, registry, start, on_commit):
        """Run it as a call of the web client is run: what is stale is tried again.

        :param start: called when the transaction has begun and has its snapshot
        :param on_commit: called with the request and what commits it
        """
        try:
            with registry.cursor() as cursor:
                connection = cursor.connection
                self.connection = connection.get_backend_pid()
                cursor.execute("SELECT 1")
                start()
                commit = partial(on_commit, self, connection.commit)
                with patch.object(connection, "commit", commit):
                    self._call(cursor)
        except Exception as error:
            self.error = error
        finally:
            self.ended.set()

    def _call(self, cursor):
        service.execute_cr(
            cursor,
            self.records.env.uid,
            self.records._name,
            self.method,
            (self.records.ids, *self.arguments),
            {"context": self.context},
        )


class Races(logging.Filter):
    """Races on one database, and how often they made Odoo try again."""

    def __init__(self, registry):
        super().__init__()
        self.registry = registry
        self.rounds = 0
        self.retries = 0
        self.expected = [STALE]
        self.firsts = set()
        self._committing = threading.Lock()

    def run(self, left, right):
        """Let both requests start together; now and then one has a head start, or is
        through before the other, which has begun, goes on.

        :return: the requests that committed, in that order
        """
        barrier = threading.Barrier(2)
        number, lead = self.rounds, STEP * (self.rounds // 5)
        waits = {
            1: (None, partial(time.sleep, lead)),
            2: (partial(time.sleep, lead), None),
            3: (None, partial(left.ended.wait, LONG)),
            4: (partial(right.ended.wait, LONG), None),
        }.get(number % 5, (None, None))

        def run(request, wait):
            def start():
                barrier.wait(LONG)
                if wait:
                    wait()

            request.run(self.registry, start, commit)

        committed = []

        def commit(request, commit):
            with self._committing:
                commit()
                if request not in committed:
                    committed.append(request)

        with self._watched(), ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (left, right), waits))
        assert left.connection != right.connection, "They shared a connection."
        self.rounds += 1
        self.firsts.add("left" if committed[:1] == [left] else "right")
        return committed

    @contextmanager
    def _watched(self):
        """Count what Odoo tries again, instead of logging it as an error, and shorten
        the wait."""
        logger = logging.getLogger("odoo.sql_db")
        logger.addFilter(self)
        quick = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / HURRY))
        try:
            with patch.object(service, "time", quick):
                yield
        finally:
            logger.removeFilter(self)

    def filter(self, record):
        is_expected = any(text in record.getMessage() for text in self.expected)
        self.retries += is_expected
        return not is_expected


class RaceCase(BackOffice, BaseCase):
    """The office in a database of its own, where what is done is committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.enterClassContext(own_database())
        cls.cr = cls.enterClassContext(cls.registry.cursor())
        cls.env = Environment(cls.cr, SUPERUSER_ID, {})
        cls._open_office()
        cls.dispatch_clerk_2 = cls._create_user("dispatch_clerk_2", "dispatch_clerk")
        cls.vehicle = cls._create_product("E3 city car", 84000.0, on_hand=10000)
        cls.cr.commit()

    def setUp(self):
        super().setUp()
        self.cr.rollback()
        self.races = Races(self.registry)

    def _race(self, left, right):
        """Run both on what is committed; whoever loses reads a sentence of ours."""
        self.cr.commit()
        committed = self.races.run(left, right)
        self.cr.rollback()  # to see what they have done
        for request in (left, right):
            if request not in committed:
                self.assertIs(type(request.error), UserError, repr(request.error))
        return committed

    def assertRaced(self):
        """Each was first at times, and who had begun before the other was through has
        begun again."""
        self.assertEqual(self.races.firsts, {"left", "right"})
        self.assertGreaterEqual(self.races.retries, self.races.rounds * 2 // 5)
