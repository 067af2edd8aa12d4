"""The server of `make run`: one in each clone, with demo data."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import ADDON, HOUSE, product, setup
from .lock import is_held, only_one
from .tell import Trouble, step, stop

FOLDER = HOUSE / "run"
LOCK = FOLDER / "lock"
ADDRESS = FOLDER / "address"
LOG = FOLDER / "odoo.log"
PID = FOLDER / "odoo.pid"
UPDATED = FOLDER / "digest"
PATIENCE = 180  # seconds until a server must have answered


def running_at():
    """Return the address of this clone's server, or None if it does not run."""
    return ADDRESS.read_text() if is_held(LOCK) and ADDRESS.exists() else None


def is_outdated():
    """Tell whether a file of the add-on has changed since the server started."""
    return UPDATED.read_text() != product.digest()


@contextmanager
def serving():
    """Have the server up, everything before it included; give its databases."""
    with only_one(LOCK, "The server of this clone is just starting or stopping."):
        ADDRESS.unlink(missing_ok=True)
        stop_orphan()
        port = _free_port()
        databases = setup.for_run()
        with databases.cluster.running():
            _bring_up_to_date(databases)
            _tell_address(databases, f"http://localhost:{port}")
            with _process(databases, port) as server:
                ADDRESS.write_text(f"http://localhost:{port}")
                yield databases, server
    ADDRESS.unlink(missing_ok=True)


def stop_orphan(patience=15):
    """Stop a server of this clone whose script was killed before it could."""
    end = time.monotonic() + patience
    if orphan := _orphan():
        os.kill(orphan, signal.SIGTERM)
    while _orphan() and time.monotonic() < end:
        time.sleep(0.1)


def logins(databases):
    """Return login, name and roles of whoever has a role, of the administrator, of
    a salesperson, and of the customer that the demo data lets into the portal."""
    return databases.cluster.sql(
        f"""
        SELECT u.login, p.name, COALESCE(
            string_agg(g.name->>'en_US', ', ' ORDER BY g.id),
            CASE WHEN u.share THEN 'Customer, at /my'
                 WHEN u.login = 'admin' THEN 'Administrator' ELSE 'Salesperson' END)
          FROM res_users u
          JOIN res_partner p ON p.id = u.partner_id
          LEFT JOIN (res_groups_users_rel r
               JOIN ir_model_data d ON d.res_id = r.gid AND d.model = 'res.groups'
                AND d.module = '{ADDON}' AND d.name NOT LIKE 'group_use_%'
               JOIN res_groups g ON g.id = r.gid) ON r.uid = u.id
         WHERE u.active AND (g.id IS NOT NULL
            OR u.login IN ('admin', 'customer', 'salesperson'))
         GROUP BY u.login, p.name, u.share
         ORDER BY min(g.id), u.login
        """,
        ADDON,
    )


def _orphan():
    """Return the process that the file names, if it is our server (a zombie is not)."""
    try:
        pid = int(PID.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ValueError):
        return None
    return pid if str(PID) in command else None


def _free_port():
    """Return the port that PORT names, or 8069, if nobody listens there."""
    wanted = os.environ.get("PORT") or "8069"
    if not wanted.isdigit():
        raise Trouble(f"PORT={wanted} is no port number.")
    port = int(wanted)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Trouble(
                f"Port {port} is taken: choose another one with PORT={port + 1}."
            ) from error
    return port


def _bring_up_to_date(databases):
    """Make the database, or update the add-on in it if a file of it has changed."""
    digest = product.digest()
    if ADDON not in databases.names():
        with step("Database with demo data"):
            databases.install_with_demo("building")
            databases.rename("building", ADDON)
    elif not UPDATED.exists() or UPDATED.read_text() != digest:
        with step(f"{ADDON} updated"):
            databases.load(ADDON, "-u", ADDON)
    UPDATED.write_text(digest)


def _tell_address(databases, address):
    """Say where the server will be: printing fetches its styles from there, and Odoo
    learns it only when an administrator logs in."""
    databases.cluster.sql(
        f"""
        UPDATE ir_config_parameter SET value = '{address}'
         WHERE key = 'web.base.url'
        """,
        ADDON,
    )


@contextmanager
def _process(databases, port):
    options = ["-d", ADDON, f"--db-filter=^{ADDON}$", f"--http-port={port}"]
    command = [databases.python, databases.odoo.program, "-c", databases.config]
    files = [f"--logfile={LOG}", f"--pidfile={PID}"]
    LOG.unlink(missing_ok=True)
    # A session of its own: Ctrl-C stops this script, which then stops the server.
    server = subprocess.Popen(
        [*command, *options, *files], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        with step("Odoo"):
            _wait_for_answer(server, f"http://127.0.0.1:{port}/web/login")
        yield server
    finally:
        stop(server)


def _wait_for_answer(server, address):
    end = time.monotonic() + PATIENCE
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end and server.poll() is None:
        try:
            with direct.open(address, timeout=PATIENCE):
                return
        except urllib.error.HTTPError as error:
            raise Trouble(f"Odoo answers {error.code}: see {LOG}") from error
        except OSError:
            time.sleep(0.2)
    raise Trouble(f"Odoo did not start: see {LOG}")
