#!/usr/bin/env python3
"""Set up what is missing, start Odoo with demo data, print address and logins."""

from house import server
from house.tell import Trouble, main


def run():
    if address := server.running_at():
        print(f"The server of this clone already runs: {address}")
        return
    with server.serving() as (databases, process):
        _print_logins(server.logins(databases))
        print(f"\nOpen {server.running_at()} (stop with Ctrl-C, log: {server.LOG})")
        print(flush=True)
        process.wait()
        raise Trouble(f"Odoo has stopped: see {server.LOG}")


def _print_logins(logins):
    """Print a table; the demo data gives everyone their login as password."""
    rows = [("Login", "Password", "Name", "Roles")]
    rows += [(login, login, name, roles) for login, name, roles in logins]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip())


main(run)
