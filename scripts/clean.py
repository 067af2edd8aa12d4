#!/usr/bin/env python3
"""Stop what runs in this clone, and remove all that its scripts have made."""

import os
import shutil
import signal
import time

from house import HOUSE, cluster, server
from house.lock import is_held
from house.tell import Trouble, main

PATIENCE = 30  # seconds for a script to stop what it has started


def clean():
    for private in (cluster.for_run, cluster.for_test):
        _stop_script(private.folder / "lock")
        if (private.data / "postmaster.pid").exists():
            private.stop()
    server.stop_orphan()
    shutil.rmtree(HOUSE, ignore_errors=True)


def _stop_script(lock):
    """Stop the script that holds the lock; it stops its own server and database."""
    if not is_held(lock):
        return
    os.kill(int(lock.read_text()), signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while is_held(lock):
        if time.monotonic() > end:
            raise Trouble(f"Process {lock.read_text()} of this clone does not stop.")
        time.sleep(0.1)


main(clean)
