"""One database: its people, what they sell, and the orders that lie in it already."""

import gc
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import new_test_user

# What gives people their rights: a role of ours, or what it rests on in plain Odoo.
PEOPLE = {
    "clerk": ("order_clerk", "sales_team.group_sale_salesman_all_leads"),
    "dispatcher": ("dispatch_clerk", "stock.group_stock_user"),
    "finance": ("finance_checker", "account.group_account_invoice"),
    "supervisor": ("supervisor", "sales_team.group_sale_manager"),
}
PRODUCTS = ("Car", "Charger", "Cable")
PLENTY = 1_000_000.0
IMMEDIATE = "account.account_payment_term_immediate"
# SQL by hand gets what the add-on sets for its statistics.
LIKE_OURS = "SET LOCAL jit = off; SET LOCAL work_mem = '32MB'"
# A third is delivered, a third may not be dispatched. Plain Odoo has no column for the
# second, and passes over it.
FILL_ORDERS = """
    INSERT INTO sale_order
    SELECT old.*
      FROM sale_order template, generate_series(1, %s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_id_seq'),
               'name', %s || n,
               'date_order', template.date_order - n * interval '1 hour',
               'amount_total', n,
               'delivery_status', ('{pending,full,partial}'::text[])[1 + n %% 3],
               'dispatch_state', ('{free,unpaid,released,paid,exception,free}'::text[])
                   [1 + n %% 6])) old
     WHERE template.id = %s
"""
FILL_LINES = """
    INSERT INTO sale_order_line
    SELECT old.*
      FROM sale_order, sale_order_line template,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_line_id_seq'),
               'order_id', sale_order.id)) old
     WHERE template.order_id = %s AND sale_order.name LIKE %s || '%%'
"""


@dataclass
class Cost:
    milliseconds: float
    queries: int


class Office:
    """A company in a database; with the add-on, if the database has it."""

    def __init__(self, database):
        self.registry = Registry(database)
        self.has_add_on = "sale.dispatch.release" in self.registry
        with self.superuser() as env:
            company = env.company
            env["account.chart.template"].try_loading("generic_coa", company)
            self.context = {"allowed_company_ids": company.ids, "lang": "en_US"}
            self.people = {name: self._hire(env, name) for name in PEOPLE}
            self.customer = env["res.partner"].create({"name": "Customer"}).id
            self.products = self._stock_up(env)

    @contextmanager
    def superuser(self):
        """Give an environment that commits at the end."""
        with self.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    def environment(self, cr, person):
        """The environment of a person, as a request of the client has it."""
        # Other processes of the database would work for it and not be counted.
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        return Environment(cr, self.people[person], self.context)

    def do(self, person, action, subject):
        """Let a person act, in a transaction of its own as in a request of the client.

        :return: the ids that the action gives, and the cost up to the end of the commit
        """
        gc.collect()
        gc.disable()
        with self.registry.cursor() as cr:
            env = self.environment(cr, person)
            start = worked(cr)
            ids = action(env, subject).ids
            cr.commit()
            cost = Cost((worked(cr) - start) / 1e6, cr.sql_log_count)
        gc.enable()
        return ids, cost

    def look(self, person, question, *subject):
        """Return what a person sees."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, person)
            return question(env, *subject)

    def find(self, path, order_ids):
        """Return the ids of what hangs on the orders."""
        with self.superuser() as env:
            return env["sale.order"].browse(order_ids).mapped(path).ids

    def ref(self, xml_id):
        with self.superuser() as env:
            return env.ref(xml_id).id

    def prepare_order(self, term=IMMEDIATE, **values):
        """Return what the clerk enters for an order of two of each product."""
        return {
            "partner_id": self.customer,
            "payment_term_id": self.ref(term),
            "order_line": [
                Command.create({"product_id": product, "product_uom_qty": 2})
                for product in self.products
            ],
            **values,
        }

    def fill(self, count, name="OLD", lines=True):
        """Copy an order over and over, as if the company had worked for years."""
        with self.superuser() as env:
            order_id = env["sale.order"].search([], limit=1).id
            env.cr.execute(FILL_ORDERS, [count, name, order_id])
            if lines:
                env.cr.execute(FILL_LINES, [order_id, name])
            env.cr.execute("ANALYZE")

    def _hire(self, env, name):
        role, core = PEOPLE[name]
        group = f"sales_back_office.group_{role}" if self.has_add_on else core
        return new_test_user(env, name, group, notification_type="inbox").id

    def _stock_up(self, env):
        products = env["product.product"].create(
            [
                {"name": name, "is_storable": True, "invoice_policy": "order"}
                for name in PRODUCTS
            ]
        )
        stock = env.ref("stock.stock_location_stock")
        for product in products:
            env["stock.quant"]._update_available_quantity(product, stock, PLENTY)
        return products.ids


def worked(cr):
    """Return the nanoseconds that Odoo and its PostgreSQL process have worked so far.

    Not what the clock says: that depends on what else the machine does.
    """
    database = Path(f"/proc/{cr.connection.info.backend_pid}/schedstat")
    return time.thread_time_ns() + int(database.read_text().split()[0])
