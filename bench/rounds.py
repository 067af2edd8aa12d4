"""The ways that orders go, taken in turns, and what each step on them costs."""

import gc
from collections import defaultdict
from dataclasses import dataclass, field

from . import performance, register, steps
from .office import IMMEDIATE, Office

WARM_UP = 3
BATCHES = (10, 50)
# A batch takes as long as many single steps, and so is steadier.
SINGLES_PER_BATCH = 3
# The list of orders, and those of contracts that are compared with it: model, view and
# domain of the menu.
ORDERS = (
    "sale.order",
    "sale.view_order_tree",
    [("state", "not in", ("draft", "sent", "cancel"))],
)
CONTRACTS = {
    "all contracts": (
        "sale.contract",
        "sales_back_office.sale_contract_view_list",
        [],
    ),
    "fulfilment of all": (
        "sale.contract.line",
        "sales_back_office.sale_contract_line_view_list",
        [("contract_id.state", "=", "signed")],
    ),
}
LISTS = {
    "list by delivery status": [("delivery_status", "=", "pending")],
    "list by blocked": [("is_dispatch_blocked", "=", True)],
}


@dataclass
class Way:
    """A way that orders go: through which office, under which payment term."""

    title: str
    office: Office
    term: str = IMMEDIATE
    is_gated: bool = False
    contracts: list = field(default_factory=list)  # called in turns
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
        called = {}
        if self.contracts:
            self.contracts.append(self.contracts.pop(0))
            called["contract_id"] = self.contracts[-1]
        return [self.office.prepare_order(self.term, **called)] * count


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


def contracts_needed(rounds):
    """Return how many contracts, and how many orders that call them, are the least."""
    few = WARM_UP + rounds
    return few + 3, few * register.FEW + register.MANY + 1


def of_contracts(plain, with_add_on, contracts, lines, orders, rounds):
    """Return what steps cost under a contract that few orders have called and under one
    that many have, and what lists of contracts cost beside one of orders."""
    called = register.fill(with_add_on, contracts, lines, orders, WARM_UP + rounds)
    order, _cost = plain.do("clerk", steps.create, [plain.prepare_order()])
    plain.do("clerk", steps.confirm, order)
    plain.fill(orders - 1, "CALL")
    ways = [
        Way(f"{register.FEW} orders", with_add_on, contracts=called.few),
        Way(f"{register.MANY} orders", with_add_on, contracts=called.many),
    ]
    gc.freeze()
    for number in range(WARM_UP + rounds):
        if number == WARM_UP:
            for way in ways:
                way.costs.clear()
        ways = ways[::-1]
        _in_turns(way.go() for way in ways)
    ways.sort(key=lambda way: len(way.contracts), reverse=True)
    return ways, _of_lists_of_contracts(plain, with_add_on, rounds)


def _of_lists_of_contracts(plain, with_add_on, rounds):
    lists = {"orders in plain Odoo": (plain, *ORDERS)}
    lists |= {name: (with_add_on, *shown) for name, shown in CONTRACTS.items()}
    subjects = {
        name: (model, domain, office.look("clerk", steps.get_columns, model, view))
        for name, (office, model, view, domain) in lists.items()
    }
    costs = {name: [] for name in lists}
    for number in range(WARM_UP + rounds):
        for name, (office, *_shown) in lists.items():
            _ids, cost = office.do("clerk", steps.open_list, subjects[name])
            if number >= WARM_UP:
                costs[name].append(cost)
    return costs.items()


def of_performance(office, orders, rounds):
    """Return what the performance of salespeople costs, by hand, by the sheet, and what
    Odoo's sales analysis takes for the part of it that it knows."""
    day = performance.fill(office, orders)
    office.do("clerk", performance.check, day)
    ways = {
        "SQL by hand": performance.by_hand,
        "sheet": performance.by_sheet,
        "sale.report, ordered": performance.by_core,
    }
    costs = {name: [] for name in ways}
    for number in range(WARM_UP + rounds):
        for name, way in ways.items():
            _ids, cost = office.do("clerk", way, day)
            if number >= WARM_UP:
                costs[name].append(cost)
    return costs.items()
