"""What the add-on costs: the same work in plain Odoo and with it, in one process.

One process serves both databases and takes them in turns, so whatever else the machine
does meets both. `scripts/bench.py` makes the databases and calls this.
"""
