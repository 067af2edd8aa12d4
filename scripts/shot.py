#!/usr/bin/env python3
"""Picture each screen of each role into .odoo/shots, from the server of `make run`.

Without --url: every menu of the add-on that the role sees.
"""

import argparse
import json
import os
import shutil
import subprocess
from contextlib import contextmanager

from house import ADDON, HOUSE, ROOT, node, server, setup, system
from house.tell import main

SHOTS = HOUSE / "shots"


def shot():
    options = _options()
    system.need("chromium")
    modules = node.modules()
    with _server() as (address, databases):
        job = {
            "address": address,
            "chromium": shutil.which("chromium"),
            "click": options.click,
            "database": ADDON,
            "folder": str(SHOTS),
            "height": options.height,
            "lang": options.lang,
            "logins": options.login or [row[0] for row in server.logins(databases)],
            "name": options.name,
            "root": f"{ADDON}.{ADDON}_menu_root",
            "url": options.url,
            "width": options.width,
        }
        command = ["node", ROOT / "scripts/shot.mjs", json.dumps(job)]
        environment = {**os.environ, "HOUSE_NODE": f"{modules.parent}/"}
        return subprocess.run(command, env=environment).returncode


def _options():
    parser = argparse.ArgumentParser(prog="make shot", description=__doc__)
    add = parser.add_argument
    add("--login", action="append", help="only this user (repeatable)")
    add("--lang", default="", help="the user's language, such as zh_CN")
    add("--width", type=int, default=1440)
    add("--height", type=int, default=900)
    add("--url", default="", help="only this page, such as /odoo/action-<xmlid>/<id>")
    add("--name", default="", help="the picture's name for --url")
    add("--click", action="append", default=[], help="then click this (repeatable)")
    return parser.parse_args()


@contextmanager
def _server():
    """Give address and databases of the running server, or of one for us only."""
    if address := server.running_at():
        if server.is_outdated():
            print("  (The running server is older than the add-on's files.)")
        yield address, setup.for_run()
        return
    with server.serving() as (databases, _process):
        yield server.running_at(), databases


main(shot)
