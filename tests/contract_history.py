"""Histories of two contracts and the orders that call them, made up by Hypothesis.

After each event every column must show what `contract_oracle` tells from the documents,
and nothing of what the event did not concern may have been computed or written again.
"""

from datetime import timedelta

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from .contract_desk import Desk

draws = st.data()
counts = st.integers(1, 15)
prices = st.integers(1, 200_000).map(lambda price: price / 100)
shares = st.sampled_from([1.0, 1.0, 0.5, 0.34])
units = st.sampled_from(["Units", "Units", "Pack of 6", "Dozens"])
goods = st.sampled_from(["vehicle", "vehicle", "charger", "work"])
days = st.none() | st.sampled_from([-3, 5, 90])
lines = st.fixed_dictionaries(
    {
        "product": goods,
        "quantity": counts,
        "unit": units,
        "price": prices,
        "tax": st.sampled_from(["none", "on top", "included"]),
        "due": days,
    }
)
MANY = 6  # of a kind: what happens to them next tells more than others would
FEW = 2  # what can always happen would crowd out the rest


class History(Desk):
    """What may happen to contracts, one event at a time."""

    # ------------------------------------------------------------
    # CONTRACTS
    # ------------------------------------------------------------

    @initialize(
        data=draws,
        foreign=st.sampled_from(["USD", "JPY"]),
        promised=st.lists(
            st.lists(lines, min_size=1, max_size=3), min_size=2, max_size=2
        ),
        end=days,
        gone=st.integers(0, 3),
    )
    def two_contracts(self, data, foreign, promised, end, gone):
        """One is in the money of the company, one in other money. Most histories tell
        of goods that are delivered, invoiced and paid."""
        for currency, contract_lines in zip(["CNY", foreign], promised, strict=True):
            self._sign(currency, contract_lines, end)
            self.order(data, confirmed=True)
        events = (self._deliver_all, self._invoice_all, self._pay_all)
        for event in events[:gone]:
            event()

    @precondition(lambda self: self.counts["amended"] < FEW)
    @rule(data=draws, quantity=counts, price=prices)
    def amend(self, data, quantity, price):
        """Promise more, less or other money, take a line out, or put one in."""
        self.counts["amended"] += 1
        contract = self._draw(data, self.contracts)
        amendment = self._amend(contract)
        line = self._draw(data, list(amendment.line_ids) or [None])
        own = line and line.contract_line_id
        what = ["in"]
        if own:
            what += ["quantity", "quantity", "day"]
            what += ["unit"] if own.product_id != self.case.work else []
            what += [] if self._is_called(own) else ["price", "out"]
        what = data.draw(st.sampled_from(what))
        if what == "in":
            self._add_line(amendment, data.draw(lines))
        elif what == "quantity":
            called = max(own.quantity_ordered, own.quantity_delivered)
            line.quantity = max(quantity, called)
        elif what == "unit":
            unit = self.case.units[data.draw(units)]
            line.quantity = 12 * own.quantity  # in any unit, no fewer pieces
            line.product_uom_id = unit
        elif what == "day":
            line.date_due = self.today + timedelta(days=quantity - 7)
        elif what == "price":
            line.price_unit = price
        else:
            line.quantity = 0
        self._agree(amendment)

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    @precondition(lambda self: len(self.orders) < MANY)
    @rule(data=draws, confirmed=st.booleans())
    def order(self, data, confirmed):
        contract = self._draw(data, [c for c in self.contracts if c.line_ids])
        called = data.draw(
            st.lists(st.sampled_from(list(contract.line_ids)), min_size=1, max_size=3)
        )
        numbers = [(data.draw(counts), data.draw(units)) for _line in called]
        order = self._create_order(contract, called, numbers)
        if confirmed:
            self._confirm(order)

    @precondition(lambda self: self._confirmable())
    @rule(data=draws)
    def confirm(self, data):
        self._confirm(self._draw(data, self._confirmable()))

    @precondition(lambda self: self.counts["cancelled"] < FEW)
    @precondition(lambda self: self._orders("draft", "sale"))
    @rule(data=draws)
    def cancel(self, data):
        self.counts["cancelled"] += 1
        order = self._draw(data, self._orders("draft", "sale"))
        self._touch(order.contract_id)
        order._action_cancel()

    @precondition(lambda self: self._orders("cancel"))
    @rule(data=draws)
    def take_up_again(self, data):
        order = self._draw(data, self._orders("cancel"))
        self._touch(order.contract_id)
        order.action_draft()

    @precondition(lambda self: self._extendible())
    @rule(data=draws, number=counts, unit=units)
    def add_line(self, data, number, unit):
        """A line that joins later, also a running order."""
        order = self._draw(data, self._extendible())
        called = self._draw(data, list(order.contract_id.line_ids))
        self._join(order, called, number, unit)

    @precondition(lambda self: self._calls("draft", "sale"))
    @rule(data=draws, number=counts)
    def change_quantity(self, data, number):
        """Never below what is delivered: core refuses that."""
        line = self._draw(data, self._calls("draft", "sale"))
        self._touch(line.order_id.contract_id)
        line.write(
            {
                "product_uom_qty": max(number, line.qty_delivered),
                "contract_price_reason": "Agreed by phone",
            }
        )

    @precondition(lambda self: self._calls("draft"))
    @rule(data=draws, unit=units, price=prices)
    def change_terms(self, data, unit, price):
        line = self._draw(data, self._calls("draft"))
        self._touch(line.order_id.contract_id)
        if line.product_id != self.case.work and not line.move_ids:
            line.product_uom_id = self.case.units[unit]
        line.write({"price_unit": price, "contract_price_reason": "Agreed by phone"})

    @precondition(lambda self: self._calls("draft"))
    @rule(data=draws)
    def remove(self, data):
        line = self._draw(data, self._calls("draft"))
        self._touch(line.order_id.contract_id)
        line.unlink()

    @precondition(lambda self: self.counts["deleted"] < FEW)
    @precondition(lambda self: self._orders("draft", "cancel"))
    @rule(data=draws)
    def delete(self, data):
        self.counts["deleted"] += 1
        order = self._draw(data, self._orders("draft", "cancel"))
        self._touch(order.contract_id)
        self.orders.remove(order)
        order._action_cancel()
        order.unlink()

    @precondition(lambda self: self.counts["duplicated"] < FEW)
    @precondition(lambda self: 0 < len(self.orders) < MANY)
    @rule(data=draws)
    def duplicate(self, data):
        self.counts["duplicated"] += 1
        order = self._draw(data, self.orders)
        self._touch(order.contract_id)
        copy = order.copy()
        self.orders.append(copy)
        self._learn_calls(copy)
        called = order.order_line.contract_line_id.filtered("active")
        self.case.assertLessEqual(called, copy.order_line.contract_line_id)

    @precondition(lambda self: self._pairs_of_drafts())
    @rule(data=draws, whole=st.booleans())
    def move_lines(self, data, whole):
        """Merge two quotations by hand, or move a line from one to the other."""
        one, other = self._draw(data, self._pairs_of_drafts())
        self._touch(one.contract_id)
        moved = one.order_line if whole else one.order_line[:1]
        moved.order_id = other

    @precondition(lambda self: self.counts["left"] < FEW)
    @precondition(lambda self: self._orders("draft"))
    @rule(data=draws)
    def leave_and_call_again(self, data):
        self.counts["left"] += 1
        order = self._draw(data, self._orders("draft"))
        contract = order.contract_id
        self._touch(contract)
        order.contract_id = False
        self.case.assertFalse(order.order_line.contract_line_id)
        self.env.flush_all()
        self.rows = self._read_rows("sale_contract_line")
        order.contract_id = contract
        self._learn_calls(order)

    # ------------------------------------------------------------
    # GOODS
    # ------------------------------------------------------------

    @precondition(lambda self: self._deliveries())
    @rule(data=draws, share=shares, rest=st.booleans())
    def deliver(self, data, share, rest):
        """Deliver a part, and the rest later or never."""
        delivery = self._draw(data, self._deliveries())
        self._deliver(delivery, share, rest)

    @precondition(lambda self: self._deliveries())
    @rule(data=draws, share=shares)
    def split_delivery(self, data, share):
        delivery = self._draw(data, self._deliveries())
        self._touch_delivery(delivery)
        moves = self._waiting_moves(delivery)
        for move in moves:
            move.quantity = int(move.product_uom_qty * share)
        missing = any(move.quantity < move.product_uom_qty for move in moves)
        if missing and any(move.quantity for move in moves):
            delivery.action_split_transfer()

    @precondition(lambda self: self._pairs_of_deliveries())
    @rule(data=draws)
    def merge_deliveries(self, data):
        one, other = self._draw(data, self._pairs_of_deliveries())
        self._touch_delivery(one)
        self._waiting_moves(one).picking_id = other

    @precondition(lambda self: self._done("outgoing"))
    @rule(data=draws, signed=st.sampled_from([True, True, False]))
    def sign_delivery(self, data, signed):
        delivery = self._draw(data, self._done("outgoing"))
        self._touch_delivery(delivery)
        delivery.signature = self.case.signature if signed else False

    @precondition(lambda self: self._returnable("outgoing"))
    @rule(data=draws, number=counts, counts_less=st.sampled_from([True, True, False]))
    def send_back(self, data, number, counts_less):
        delivery = self._draw(data, self._returnable("outgoing"))
        self._return(delivery, number, counts_less)

    @precondition(lambda self: self._returnable("incoming"))
    @rule(data=draws, number=counts)
    def send_again(self, data, number):
        """Return what was returned."""
        self._return(self._draw(data, self._returnable("incoming")), number, True)

    @precondition(lambda self: self._correctable())
    @rule(data=draws, number=counts)
    def correct_delivery(self, data, number):
        """The paper says another number than was entered."""
        move = self._draw(data, self._correctable())
        self._touch_delivery(move.picking_id)
        move.move_line_ids[0].quantity = number

    @precondition(lambda self: self._work())
    @rule(data=draws, number=counts)
    def do_work(self, data, number):
        line = self._draw(data, self._work())
        self._touch(line.order_id.contract_id)
        line.qty_delivered = number

    # ------------------------------------------------------------
    # INVOICES
    # ------------------------------------------------------------

    @precondition(lambda self: self._invoiceable())
    @rule(data=draws, posted=st.sampled_from([True, True, False]), less=st.booleans())
    def invoice(self, data, posted, less):
        """Invoice what there is to invoice of an order; finance may lower it."""
        order = self._draw(data, self._invoiceable())
        invoice = self._invoice(order)
        line = invoice.invoice_line_ids.filtered(lambda line: line.quantity > 1)[:1]
        if less and line:
            line.quantity = 1
        if posted:
            self._post(invoice)

    @precondition(lambda self: self._without_deposit())
    @rule(data=draws, percent=st.sampled_from([10, 30, 33.33, 100]))
    def ask_for_deposit(self, data, percent):
        order = self._draw(data, self._without_deposit())
        self._touch(order.contract_id)
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": percent})
        )
        wizard._create_invoices(order).action_post()

    @precondition(lambda self: self._invoices("out_invoice", "posted"))
    @rule(data=draws, whole=st.booleans())
    def credit(self, data, whole):
        invoice = self._draw(data, self._invoices("out_invoice", "posted"))
        self._touch_invoice(invoice)
        credit = invoice._reverse_moves([{}])
        if not whole:
            credit.invoice_line_ids[0].quantity = 1
        self._post(credit)

    @precondition(lambda self: self._invoices(None, "posted"))
    @rule(data=draws, how=st.sampled_from(["draft", "cancel"]))
    def stop_invoice(self, data, how):
        invoice = self._draw(data, self._invoices(None, "posted"))
        self._touch_invoice(invoice)
        invoice.button_draft()
        if how == "cancel":
            invoice.button_cancel()

    @precondition(lambda self: self._invoices(None, "draft", "cancel"))
    @rule(data=draws, how=st.sampled_from(["post", "post", "delete"]))
    def resume_invoice(self, data, how):
        invoice = self._draw(data, self._invoices(None, "draft", "cancel"))
        self._touch_invoice(invoice)
        if how == "delete" and not invoice.posted_before:
            invoice.unlink()
            return
        if invoice.state == "cancel":
            invoice.button_draft()
        self._post(invoice)

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    @precondition(lambda self: self._unpaid())
    @rule(data=draws, share=shares)
    def pay(self, data, share):
        """Pay an invoice, or pay back what a credit note says."""
        self._pay(self._draw(data, self._unpaid()), share)

    @precondition(lambda self: self._payments(True))
    @rule(data=draws, how=st.sampled_from(["draft", "cancel"]))
    def stop_payment(self, data, how):
        payment = self._draw(data, self._payments(True))
        self._touch(*self.contracts)
        getattr(payment, f"action_{how}")()

    @precondition(lambda self: self._payments(False))
    @rule(data=draws)
    def resume_payment(self, data):
        payment = self._draw(data, self._payments(False))
        self._touch(*self.contracts)
        if payment.state != "draft":
            payment.action_draft()
        payment.action_post()

    @precondition(lambda self: self._payments(True))
    @rule(data=draws)
    def unreconcile(self, data):
        payment = self._draw(data, self._payments(True))
        self._touch(*self.contracts)
        payment.move_id.line_ids.remove_move_reconcile()

    @precondition(lambda self: self._matchable())
    @rule(data=draws)
    def match(self, data):
        """Match a payment with an invoice, be it one of another order."""
        payment, invoice = self._draw(data, self._matchable())
        self._touch(*self.contracts)
        self.case._match(payment, invoice)

    # ------------------------------------------------------------
    # WHAT MUST HOLD
    # ------------------------------------------------------------

    @invariant()
    def every_column_shows_what_the_documents_say(self):
        self.env.flush_all()
        rows = self._read_rows("sale_contract_line")
        headers = self._read_rows("sale_contract")
        for contract in self.contracts:
            oracle = self._get_oracle(contract)
            for line, expected in oracle.get_lines().items():
                self._check(line, rows[line.id].figures, expected)
            expected = oracle.get_contract(self.today)
            progress = {name: contract[name] for name in expected if "progress" in name}
            self._check(contract, headers[contract.id].figures | progress, expected)

    @invariant()
    def what_did_not_change_was_not_touched(self):
        case = self.case
        rows = self._read_rows("sale_contract_line")
        headers = self._read_rows("sale_contract")
        others = [c for c in self.contracts if c not in self.touched]
        for contract in others:
            before = self.headers.get(contract.id)
            note(f"  {contract.name} is not concerned")
            case.assertEqual(headers[contract.id], before)
            case.assertFalse(self.computed & set(contract.line_ids.ids))
        for line_id, row in rows.items():
            before = self.rows.get(line_id)
            if before and before.figures == row.figures:
                case.assertEqual(row.version, before.version, "written again")
        self.rows, self.headers = rows, headers
        self.touched.clear()
        self.computed.clear()

    def _check(self, record, shown, expected):
        for name, value in expected.items():
            value = value if isinstance(value, (bool, str, int)) else float(value)
            self.case.assertEqual(shown[name], value, f"{name} of {record}")
