"""The ways that orders go, taken in turns, and what each step on them costs."""

import gc
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.fields import Command

from . import steps
from .office import Office

WARM_UP = 3
BATCHES = (10, 50)
# A batch takes as long as many single steps, and so is steadier.
SINGLES_PER_BATCH = 3
LISTS = {
    "list by delivery status": [("delivery_status", "=", "pending")],
    "list by blocked": [("is_dispatch_blocked", "=", True)],
}


@dataclass
class Way:
    """A way that orders go: through which office, under which payment term."""

    title: str
    office: Office
    term: str = "account.account_payment_term_immediate"
    is_gated: bool = False
    costs: dict = field(default_factory=lambda: defaultdict(list))

    def go(self):
        """Bring an order from the clerk's desk to the money; stop after each step."""
        orders = yield from self._step("create", "clerk", steps.create, self._vals(1))
        yield from self._step("confirm", "clerk", steps.confirm, orders)
        yield from self._deliver("deliver", orders)
        invoices = yield from self._step("invoice", "clerk", steps.invoice, orders)
        yield from self._step("post", "finance", steps.post, invoices)
        yield from self._step("pay", "finance", steps.pay, invoices)

    def deliver_at_once(self, count):
        orders, _cost = self.office.do("clerk", steps.create, self._vals(count))
        self.office.do("clerk", steps.confirm, orders)
        yield from self._deliver(f"deliver {count} at once", orders)

    def _deliver(self, name, orders):
        if self.is_gated:
            self._release(orders)
        pickings = self.office.find("picking_ids", orders)
        yield from self._step(name, "dispatcher", steps.deliver, pickings)

    def _release(self, orders):
        checks, _cost = self.office.do("clerk", steps.request_check, orders)
        releases, _cost = self.office.do("finance", steps.verify, checks)
        self.office.do("finance", steps.sign, releases)

    def _step(self, name, person, action, subject):
        ids, cost = self.office.do(person, action, subject)
        self.costs[name].append(cost)
        yield
        return ids

    def _vals(self, count):
        order = {
            "partner_id": self.office.customer,
            "payment_term_id": self.office.ref(self.term),
            "order_line": [
                Command.create({"product_id": product, "product_uom_qty": 2})
                for product in self.office.products
            ],
        }
        return [order] * count


def prepare(plain, with_add_on, orders):
    """Return the ways: warmed up, in offices where so many orders lie already."""
    term = "sales_back_office.account_payment_term_before_dispatch"
    ways = [
        Way("plain Odoo", plain),
        Way("rule off", with_add_on),
        Way("paid and signed", with_add_on, term, is_gated=True),
    ]
    for _round in range(WARM_UP):
        _in_turns(way.go() for way in ways)
    for way in ways:
        way.costs.clear()
    for office in (plain, with_add_on):
        office.fill(orders)
    gc.freeze()  # what has been loaded need not be gone through before each step
    return ways


def of_steps(ways, rounds):
    """Add to the ways what each step costs in each round."""
    for number in range(rounds):
        ways = ways[::-1]
        _in_turns(way.go() for way in ways)
        for count in BATCHES if number % SINGLES_PER_BATCH == 0 else ():
            _in_turns(way.deliver_at_once(count) for way in ways)


def _in_turns(works):
    """Let each do a step before one does the next, so that all meet the same noise."""
    for _step in zip(*works, strict=True):
        pass


def of_lists(office, rounds):
    """Return for each list of orders what reading its first page costs."""
    costs = {name: [] for name in LISTS}
    for number in range(WARM_UP + rounds):
        for name, domain in LISTS.items():
            _ids, cost = office.do("clerk", steps.list_orders, domain)
            if number >= WARM_UP:
                costs[name].append(cost)
    return costs.items()
