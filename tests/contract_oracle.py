"""What a contract's fulfilment list must show, told from the documents in plain Python.

It has to be read side by side with the requirement, so it goes the long way: nothing is
stored, each figure is built anew from all orders, moves, invoices and payments, in
fractions. Of the add-on it reads only what was promised.

* *Ordered* is what confirmed orders call. What the moves of any order have brought out
  is *dispatched*, *signed for* if the delivery bears a signature, and *returned* if it
  came back. *Delivered* is what counts as delivered on the order: a return that is not
  to change the order does not count.
* *Invoiced* is what posted invoices ask for, less credit notes. A down payment is for
  the lines of its order by value, as long as no later invoice deducts it.
* *Received* is the money matched with the invoices of an order, for its lines by value.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import inf

# How many pieces are in a unit.
PIECES = {"Units": 1, "Pack of 6": 6, "Dozens": 12}
DIGITS = 2  # of a quantity
LIVE = ("in_process", "paid")


def exact(number):
    """The number that a float stands for."""
    return Fraction(repr(round(number, 6)))


def rounded(number, digits):
    """Half away from zero."""
    number = Decimal(number.numerator) / Decimal(number.denominator)
    return Fraction(number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def by_value(amount, values, digits):
    """Parts of an amount by value: as their ends are rounded, not the parts, they add
    up to the amount."""
    whole, reached, end = sum(values.values()), 0, 0
    parts = {}
    for key, value in values.items():
        reached += value
        start, end = end, rounded(amount * reached / whole, digits) if whole else 0
        parts[key] = end - start
    return parts


@dataclass
class Line:
    """What the fulfilment list must show of a line of a contract."""

    quantity: Fraction
    price_total: Fraction
    figures: dict = field(default_factory=lambda: defaultdict(Fraction))

    def show(self, digits):
        """Return the figures as they are stored."""
        shown = {
            name: rounded(figure, DIGITS if name.startswith("quantity") else digits)
            for name, figure in self.figures.items()
        }
        get = defaultdict(Fraction, shown).__getitem__
        return {
            **{name: get(name) for name in FIGURES},
            "quantity_open": max(self.quantity - get("quantity_delivered"), 0),
            "amount_open": max(self.price_total - get("amount_received"), 0),
            "price_total": self.price_total,
        }


FIGURES = (
    "quantity_ordered",
    "quantity_dispatched",
    "quantity_signed_for",
    "quantity_returned",
    "quantity_delivered",
    "quantity_invoiced",
    "amount_ordered",
    "amount_delivered",
    "amount_invoiced",
    "amount_received",
)
SUMS = ("amount_ordered", "amount_delivered", "amount_invoiced", "amount_received")


class Oracle:
    """The documents of one contract."""

    def __init__(self, contract, calls, tax):
        """
        :param contract: ``sale.contract``
        :param calls: which order line calls which line of a contract
        :param tax: percent, by the tax of a line
        """
        self.contract, self.calls, self.tax = contract, calls, tax
        self.digits = contract.currency_id.decimal_places

    def get_lines(self):
        """What must be shown of each line, also of those that were taken out."""
        return {own: self._get_line(own) for own in self._get_own_lines()}

    def get_contract(self, today):
        """What must be shown of the contract."""
        own = [line for line in self._get_own_lines() if line.active]
        shown = [self._get_line(line) for line in own]
        sums = {name: sum(line[name] for line in shown) for name in SUMS}
        total = sum(line["price_total"] for line in shown)
        return {
            **sums,
            "amount_total": total,
            "delivery_progress": self._get_percent(sums["amount_delivered"], total),
            "invoice_progress": self._get_percent(sums["amount_invoiced"], total),
            "payment_progress": self._get_percent(sums["amount_received"], total),
            "is_called_off": all(
                line["quantity_ordered"] >= exact(record.quantity)
                for line, record in zip(shown, own, strict=True)
            ),
            "fulfilment_status": self._get_status(own, shown, today),
        }

    # ------------------------------------------------------------
    # CONTRACT
    # ------------------------------------------------------------

    def _get_own_lines(self):
        lines = self.contract.with_context(active_test=False).line_ids
        return lines.sorted("id")

    def _get_percent(self, amount, total):
        """Never rounded up: 100 % means that nothing is left."""
        return int(100 * min(max(amount / total, 0), 1)) if total else 0

    def _get_status(self, own, shown, today):
        pairs = list(zip(own, shown, strict=True))
        open_lines = [record for record, line in pairs if line["quantity_open"] > 0]
        if not open_lines and not any(line["amount_open"] for line in shown):
            return "fulfilled"
        end = self.contract.date_end
        if end and end < today:
            return "lapsed"
        if any(line.date_due and line.date_due < today for line in open_lines):
            return "late"
        company = self.contract.company_id
        if end and (end - today).days <= company.contract_lapse_days:
            return "lapsing"
        waited = (today - self.contract.date_signed).days
        is_called = any(line["quantity_ordered"] for line in shown)
        if waited > company.contract_call_days and not is_called:
            return "uncalled"
        return "open"

    # ------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------

    def _get_line(self, own):
        line = Line(exact(own.quantity), self._get_price_total(own))
        for order_line, called in self.calls.items():
            if called == own and order_line.exists():
                for name, figure in self._get_call(order_line, own).items():
                    line.figures[name] += figure
        return line.show(self.digits)

    def _get_price_total(self, own):
        price, tax = exact(own.quantity) * exact(own.price_unit), self.tax[own.tax_ids]
        untaxed = price / (1 + tax) if own.tax_ids.price_include else price
        return rounded(untaxed, self.digits) + rounded(untaxed * tax, self.digits)

    def _get_call(self, line, own):
        """What one order line contributes."""
        unit = PIECES[own.product_uom_id.name]
        ordered = exact(line.product_uom_qty) * PIECES[line.product_uom_id.name]
        value = exact(line.price_total)
        is_ordered = line.order_id.state == "sale"
        moves = self._get_moves(line)
        pieces = {
            "quantity_ordered": ordered if is_ordered else 0,
            "quantity_invoiced": self._get_pieces_invoiced(line),
            **moves,
        }
        delivered = value * moves["quantity_delivered"] / ordered if ordered else 0
        return {
            **{name: Fraction(number, unit) for name, number in pieces.items()},
            "amount_ordered": value if is_ordered else 0,
            "amount_delivered": rounded(Fraction(delivered), self.digits),
            "amount_invoiced": self._get_amount_invoiced(line),
            "amount_received": self._get_part(line, self._get_received(line.order_id)),
        }

    def _get_moves(self, line):
        """Pieces that have left and come back."""
        pieces = dict.fromkeys(
            (
                "quantity_dispatched",
                "quantity_signed_for",
                "quantity_returned",
                "quantity_delivered",
            ),
            Fraction(),
        )
        if line.product_id.type == "service":  # nothing moves; somebody enters it
            done = exact(line.qty_delivered) * PIECES[line.product_uom_id.name]
            pieces["quantity_dispatched"] = pieces["quantity_delivered"] = done
        for move in line.move_ids:
            number = exact(move.quantity) * PIECES[move.product_uom.name]
            if move.state != "done":
                continue
            changes_order = not move.origin_returned_move_id or move.to_refund
            if move.location_dest_id.usage == "customer":
                pieces["quantity_dispatched"] += number
                pieces["quantity_signed_for"] += (
                    number if move.picking_id.signature else 0
                )
                pieces["quantity_delivered"] += number if changes_order else 0
            elif move.location_id.usage == "customer":
                pieces["quantity_returned"] += number
                pieces["quantity_delivered"] -= number if changes_order else 0
        return pieces

    def _get_pieces_invoiced(self, line):
        return sum(
            self._get_sign(item)
            * exact(item.quantity)
            * PIECES[item.product_uom_id.name]
            for item in self._get_items(line)
        )

    def _get_amount_invoiced(self, line):
        own = sum(self._get_amount(item) for item in self._get_items(line))
        deposits = sum(
            self._get_amount(item)
            for other in line.order_id.order_line
            if other.is_downpayment
            for item in self._get_items(other)
        )
        return own + self._get_part(line, deposits)

    def _get_items(self, line):
        return [item for item in line.invoice_lines if item.move_id.state == "posted"]

    def _get_amount(self, item):
        return self._get_sign(item) * exact(item.price_total)

    def _get_sign(self, item):
        return -1 if item.move_id.move_type == "out_refund" else 1

    def _get_part(self, line, amount):
        """Part of an amount that is for a line of its order, by value."""
        lines = line.order_id.order_line.sorted("id")
        values = {own: exact(own.price_total) for own in lines}
        return by_value(amount, values, self.digits)[line]

    def _get_received(self, order):
        """Money matched with the invoices of an order, less what was paid back. What is
        matched with an invoice of several orders is for each of them by value."""
        received = 0
        for invoice in order.order_line.invoice_lines.move_id:
            values = defaultdict(Fraction)
            for item in invoice.invoice_line_ids.sorted(self._get_age_of_order):
                values[item.sale_line_ids.order_id[:1]] += exact(item.price_total)
            if invoice.state == "posted":
                matched = self._get_matched(invoice)
                received += by_value(matched, values, self.digits)[order]
        return received

    def _get_age_of_order(self, item):
        """Whose line was deleted is for nobody, and comes last."""
        return item.sale_line_ids.order_id[:1].id or inf

    def _get_matched(self, invoice):
        """Money in, less money out; a credit note is matched, too, but is no money."""
        return sum(
            sign * exact(amount)
            for item in invoice.line_ids
            for sign, amount, other in (
                *(
                    (1, match.debit_amount_currency, match.credit_move_id)
                    for match in item.matched_credit_ids
                ),
                *(
                    (-1, match.credit_amount_currency, match.debit_move_id)
                    for match in item.matched_debit_ids
                ),
            )
            if other.payment_id.state in LIVE
        )
