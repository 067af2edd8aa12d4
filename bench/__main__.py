"""Run the rounds and print the tables: `python -m bench CONFIG PLAIN WITH`."""

import argparse

from odoo.tools import config

from . import figures, reports, rounds, table
from .office import Office


def main():
    options = _options()
    config.parse_config(["-c", options.config, "--log-level=error"], setup_logging=True)
    plain, with_add_on = Office(options.plain), Office(options.with_add_on)
    for part in PARTS if options.only is None else [options.only]:
        PARTS[part](plain, with_add_on, options)


def _orders(plain, with_add_on, options):
    ways = rounds.prepare(plain, with_add_on, options.orders)
    rounds.of_steps(ways, options.rounds)
    table.of_steps(*ways)
    table.of_lists(*rounds.of_lists(with_add_on, options.rounds))


def _contracts(plain, with_add_on, options):
    numbers = options.contracts, options.contract_lines, options.contract_orders
    print("{} contracts of {} lines, called by {} orders".format(*numbers))
    ways, lists = rounds.of_contracts(plain, with_add_on, *numbers, options.rounds)
    table.of_steps(*ways)
    table.of_lists(*lists, times=table.TIMES_OF_CONTRACTS)


def _performance(_plain, with_add_on, options):
    print(f"Performance of salespeople out of {options.sold_orders} orders")
    costs = rounds.of_performance(with_add_on, options.sold_orders, options.rounds)
    table.of_lists(*costs, times=table.TIMES_OF_LIST)


def _reports(_plain, with_add_on, options):
    print(f"A report of {options.rows} rows, and {options.due} reports due at once")
    costs = reports.of_rows(
        with_add_on, options.with_add_on, options.rows, options.report_rounds
    )
    table.of_making(costs)
    table.of_due(options.due, reports.of_due(with_add_on, options.due))


def _figures(_plain, with_add_on, options):
    print(f"Statistics and general ledger over {options.figure_orders} orders")
    figures.fill(with_add_on, options.figure_orders)
    table.of_figures(figures.compare(with_add_on, options.report_rounds))


PARTS = {
    "orders": _orders,
    "contracts": _contracts,
    "performance": _performance,
    "reports": _reports,
    "figures": _figures,
}


def _options():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add = parser.add_argument
    add("config")
    add("plain", help="database without the add-on")
    add("with_add_on", help="database with the add-on")
    add("--rounds", type=int, default=30)
    add("--orders", type=int, default=20_000, help="orders that lie there already")
    add("--only", choices=PARTS, help="run only this part")
    add("--contracts", type=int, default=2_000, help="contracts in the register")
    add("--contract-lines", type=int, default=20, help="lines of each of them")
    add("--contract-orders", type=int, default=100_000, help="orders that call them")
    add("--sold-orders", type=int, default=100_000, help="orders of the year")
    add("--rows", type=int, default=350_000, help="rows of a great report")
    add("--report-rounds", type=int, default=3, help="how often it is made each way")
    add("--figure-orders", type=int, default=100_000, help="orders of statistics")
    add("--due", type=int, default=1_000, help="reports that are due at once")
    options = parser.parse_args()
    needed = rounds.contracts_needed(options.rounds)
    if options.contracts < needed[0] or options.contract_orders < needed[1]:
        parser.error("So many rounds need {} contracts and {} orders.".format(*needed))
    return options


main()
