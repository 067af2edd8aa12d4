"""A private PostgreSQL cluster on a socket: one for `make run`, one for tests."""

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL

from . import HOUSE
from .system import postgres_programs
from .tell import Trouble, run, step

ROLE = "odoo"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
LONGEST_SOCKET = 107
# PostgreSQL refuses to run as root; its system user then enters our folders with this.
UNROOTED = (
    *("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
)


@dataclass
class Cluster:
    name: str
    settings: tuple = ()
    folder: Path = field(init=False)

    def __post_init__(self):
        self.folder = HOUSE / self.name

    @property
    def data(self):
        return self.folder / "postgres"

    @property
    def environment(self):
        """What lets PostgreSQL's own programs find this cluster."""
        return {"PGHOST": str(self.folder), "PGPORT": "5432", "PGUSER": ROLE}

    @contextmanager
    def running(self):
        """Have the cluster up, and stop it at the end."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def start(self):
        if self.is_running():
            return
        with step(f"PostgreSQL for {self.name}"):
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._configure()
            log = self.data / "log"
            command = ["start", "--wait", "--silent", "--log", log]
            self._pg_ctl(*command, problem=f"PostgreSQL did not start: see {log}")
            self.sql(
                f"SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB' WHERE NOT EXISTS"
                f" (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec",
                user="postgres",
            )

    def stop(self):
        if self.is_running():
            problem = f"PostgreSQL did not stop: {self.data}"
            self._pg_ctl("stop", "--wait", "--mode=fast", problem=problem)

    def is_running(self):
        try:
            self._pg_ctl("status", problem="")
        except Trouble:
            return False
        return True

    def sql(self, statement, database="postgres", user=ROLE):
        """Return the rows of a statement, each a list of strings."""
        options = ["-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-U", user]
        psql = [postgres_programs() / "psql", *options, "-d", database]
        environment = {**os.environ, **self.environment}
        problem = f"PostgreSQL refused: {statement}"
        rows = run(psql, problem, input=statement, env=environment)
        return [line.split("\t") for line in rows.splitlines()]

    def _create(self):
        socket = f"{self.folder}/.s.PGSQL.5432"
        if len(os.fsencode(socket)) > LONGEST_SOCKET:
            raise Trouble(
                f"This folder's path is too long for PostgreSQL's socket ({socket}): "
                "move the clone to a shorter one."
            )
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        if not os.geteuid():
            shutil.chown(self.data, "postgres", "postgres")
        self.folder.chmod(0o700)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
        command = ["initdb", "--no-sync", "--locale=C.UTF-8", *options, "-D", self.data]
        self._postgres(command, problem="PostgreSQL could not make a cluster.")

    def _configure(self):
        settings = (
            "listen_addresses=''",
            f"unix_socket_directories='{self.folder}'",
            "max_connections=100",
            "shared_buffers=256MB",
            *self.settings,
        )
        text = "".join(f"{setting}\n" for setting in settings)
        (self.data / "postgresql.conf").write_text(text)

    def _pg_ctl(self, command, *options, problem):
        arguments = ["pg_ctl", command, "-D", self.data, *options]
        # A session of its own: Ctrl-C must reach Odoo before its database goes.
        self._postgres(arguments, problem, start_new_session=True)

    def _postgres(self, command, problem, **options):
        program, *rest = command
        unrooted = () if os.geteuid() else UNROOTED
        full = [*unrooted, postgres_programs() / program, *rest]
        # To a file: a server that inherits a pipe would keep it open for ever.
        with open(self.folder / f"{program}.log", "w+") as output:
            options |= {"capture_output": False, "stdout": output, "stderr": output}
            try:
                run(full, problem, cwd="/", stdin=DEVNULL, **options)
            except Trouble as trouble:
                output.seek(0)
                raise Trouble(f"{trouble}\n{output.read()}".rstrip()) from trouble


for_run = Cluster("run")
for_test = Cluster("test", FAST)
