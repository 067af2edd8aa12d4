"""Run the rounds and print the tables: `python -m bench CONFIG PLAIN WITH`."""

import argparse

from odoo.tools import config

from . import rounds, table
from .office import Office


def main():
    options = _options()
    config.parse_config(["-c", options.config, "--log-level=error"], setup_logging=True)
    plain, with_add_on = Office(options.plain), Office(options.with_add_on)
    ways = rounds.prepare(plain, with_add_on, options.orders)
    rounds.of_steps(ways, options.rounds)
    table.of_steps(*ways)
    table.of_lists(*rounds.of_lists(with_add_on, options.rounds))


def _options():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("config")
    add("plain", help="database without the add-on")
    add("with_add_on", help="database with the add-on")
    add("--rounds", type=int, default=30)
    add("--orders", type=int, default=20_000, help="orders that lie there already")
    return parser.parse_args()


main()
