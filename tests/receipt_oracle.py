"""What orders have received, told by a ledger in plain Python: no SQL and no Odoo.

It has to be read side by side with the requirement, so it goes the long way: each sum
is built anew from all documents, all money and all matches between them.

* A *document* is an invoice or a credit note over one or several orders.
* *Money* is a payment, a journal entry or an online transaction; side 1 comes in, side
  -1 goes out. It may be claimed for orders: by a verified check or online.
* A *match* reconciles two of them. It stands while both of its sides are live: posted,
  and neither rejected nor cancelled.

An order has received what stands matched between money and its documents, by value, and
what is left of its claims. A match of two documents brings no money.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial


@dataclass(frozen=True)
class Currency:
    name: str
    digits: int
    rates: tuple = ((None, Decimal(1)),)  # (from this day on, worth), oldest first

    def _repr_pretty_(self, printer, _cycle):
        printer.text(self.name)

    def round(self, amount):
        return Decimal(amount).quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)

    def part(self, amount, part):
        """A part of an amount, at least the smallest coin."""
        return max(self.round(amount * part), Decimal(1).scaleb(-self.digits))

    def worth(self, date):
        """Value of one unit in the currency of the company."""
        return [worth for day, worth in self.rates if day is None or day <= date][-1]

    def convert(self, amount, other, date):
        if other == self:
            return amount
        return other.round(amount * self.worth(date) / other.worth(date))

    def split(self, amount, weights, whole=None):
        """Parts of an amount by weight; as their ends are rounded, not the parts, they
        add up to the amount. What `whole` exceeds the weights is nobody's."""
        whole = sum(weights.values()) if whole is None else whole
        ends, reached = [Decimal(0)], Decimal(0)
        for weight in weights.values():
            reached += weight
            ends.append(self.round(amount * reached / whole) if whole else Decimal(0))
        return {
            key: end - start
            for key, start, end in zip(weights, ends, ends[1:], strict=False)
        }


@dataclass(eq=False)
class Thing:
    currency: Currency
    record: object  # of Odoo, to tell things apart; nothing here looks into it

    def _repr_pretty_(self, printer, _cycle):
        """How Hypothesis prints it."""
        printer.text(str(self))

    def __str__(self):
        return f"<{type(self).__name__} {self.record}>"


@dataclass(eq=False)
class Order(Thing):
    total: Decimal = Decimal(0)


@dataclass(eq=False)
class Document(Thing):
    side: int  # 1: invoice, -1: credit note
    amount: Decimal
    values: dict  # by order, oldest order first
    whole: Decimal  # value of all lines, also of those without an order
    live: bool = True


@dataclass(eq=False)
class Money(Thing):
    side: int  # 1: comes in, -1: goes out
    amount: Decimal
    date: str
    claims: dict = field(default_factory=dict)  # by order, as the check lists them
    online_for: list = field(default_factory=list)  # orders, oldest first
    live: bool = True

    def claimed(self):
        """How much is meant for which order; online money by what they cost today."""
        if self.online_for:
            totals = {order: order.total for order in self.online_for}
            return self.currency.split(self.amount, totals)
        return self.claims


@dataclass(eq=False)
class Match:
    """A part of two things that is reconciled, in the currency of each."""

    debit: Document | Money
    credit: Document | Money
    debit_amount: Decimal
    credit_amount: Decimal

    def stands(self):
        return self.debit.live and self.credit.live

    def other(self, thing):
        return self.credit if thing is self.debit else self.debit

    def amount(self, thing):
        return self.debit_amount if thing is self.debit else self.credit_amount


class Ledger:
    def __init__(self):
        self.documents, self.money = [], []
        self.matches = []  # in the order in which they were made

    def received(self, order):
        settled = sum(
            part for _money, who, part, _own in self.settled() if who is order
        )
        return order.currency.round(settled + self.still_claimed(order))

    def settled(self):
        """Money matched with documents, as (money, order, part, part in own currency).

        What a document has got so far is shared as one sum, for paid in full, in
        however many payments, it must have brought each order its value.
        """
        for document in self.documents:
            shares = partial(
                document.currency.split, weights=document.values, whole=document.whole
            )
            got = Decimal(0)
            for match in self.standing_matches(document):
                money = match.other(document)
                if not isinstance(money, Money):
                    continue
                before, after = shares(got), shares(got + match.amount(document))
                got += match.amount(document)
                own = money.currency.split(
                    match.amount(money), document.values, document.whole
                )
                for order in document.values:
                    part = document.side * (after[order] - before[order])
                    is_own = money.currency is document.currency
                    yield money, order, part, part if is_own else own[order]

    def still_claimed(self, order):
        """What is left of the claims for an order, foreign money at its own date."""
        return sum(
            money.side * money.currency.convert(amount, order.currency, money.date)
            for money in self.money
            for who, amount in self.left_of_claims(money)
            if who is order
        )

    def left_of_claims(self, money):
        """What each claim has not settled on documents of its order, as far as the
        money is not used up: first come, first served."""
        if not money.live:
            return
        used = (match.amount(money) for match in self.standing_matches(money))
        left = money.amount - sum(used)
        for order, claimed in money.claimed().items():
            settled = sum(
                own
                for from_, who, _part, own in self.settled()
                if from_ is money and who is order
            )
            amount = min(max(claimed - abs(settled), 0), left)
            left -= amount
            yield order, amount

    def standing_matches(self, thing):
        return [
            match
            for match in self.matches
            if thing in (match.debit, match.credit) and match.stands()
        ]
