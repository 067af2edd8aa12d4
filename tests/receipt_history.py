"""Histories of a few orders and their money, made up by Hypothesis.

After each event every order must have received, stored and computed anew, what the
ledger of `receipt_oracle` says.
"""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from .receipt_books import CNY, JPY, USD, Books
from .receipt_oracle import Order

draws = st.data()
days = st.sampled_from(["2024-01-15", "2024-07-15"])
currencies = st.sampled_from([CNY, CNY, USD, JPY])
prices = st.integers(1, 20000)
# odd parts of a sum leave cents over; the last one is more than the sum
parts = st.sampled_from([Decimal(n) / 420 for n in (420, 420, 210, 140, 126, 60, 525)])
MANY = 4  # of a kind: what happens to them next tells more than others would


class History(Books):
    """What may happen to money, one event at a time."""

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    @initialize(currency=currencies, price=prices, other=prices, invoiced=st.booleans())
    def two_orders(self, currency, price, other, invoiced):
        """They are often invoiced together, for that is where cents get lost."""
        self.order(currency, [price], taxed=False, deposit=False)
        self.order(currency, [other], taxed=False, deposit=False)
        if invoiced:
            self._invoice(self.orders)

    @precondition(lambda self: len(self.orders) < 4)
    @rule(
        currency=currencies,
        prices=st.lists(prices, min_size=1, max_size=3),
        taxed=st.booleans(),
        deposit=st.booleans(),
    )
    def order(self, currency, prices, taxed, deposit):
        case = self.case
        term = case.term_deposit if deposit else case.term_before_dispatch
        record = case._create_order(
            order_line=[self._prepare_line(currency, p, taxed) for p in prices],
            payment_term_id=term.id,
            pricelist_id=case.pricelists[currency].id,
        )
        self.orders.append(Order(currency, record.sudo()))

    @rule(data=draws, price=prices)
    def raise_order(self, data, price):
        order = self._draw(data, self.orders)
        order.record.order_line = [self._prepare_line(order.currency, price, False)]

    # ------------------------------------------------------------
    # DOCUMENTS
    # ------------------------------------------------------------

    @precondition(lambda self: self._invoiceable())
    @rule(data=draws, posted=st.booleans())
    def invoice(self, data, posted):
        """Invoice orders together, as far as there is something left to invoice."""
        self._invoice(self._draw_some(data, self._invoiceable()), posted)

    def _invoice(self, orders, posted=True):
        moves = self._records(orders)._create_invoices(final=True)
        for move in moves:
            if posted:
                move.action_post()
            self._enter_document(move)

    @precondition(lambda self: len(self.ledger.documents) < MANY)
    @rule(data=draws, percent=st.sampled_from([10, 30, 33.33, 100]))
    def ask_for_deposit(self, data, percent):
        order = self._draw(data, self.orders).record
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": percent})
        )
        move = wizard._create_invoices(order)
        move.action_post()
        self._enter_document(move)

    @precondition(lambda self: self._documents(1) and len(self._documents(-1)) < MANY)
    @rule(data=draws, whole=st.booleans())
    def credit(self, data, whole):
        move = self._draw(data, self._documents(1)).record._reverse_moves([{}])
        if not whole and len(move.invoice_line_ids) > 1:
            move.invoice_line_ids[0].unlink()
        move.action_post()
        self._enter_document(move)

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    @precondition(lambda self: len(self._claimed()) < MANY)
    @rule(data=draws, currency=currencies, date=days)
    def check_payment(self, data, currency, date):
        """The clerk claims; finance finds that, less or nothing, or has not looked."""
        claims = {
            order: currency.part(order.total, data.draw(parts))
            for order in self._draw_some(data, self.orders)
        }
        check = self.case._create_check(
            *(order.record for order in claims),
            amounts=[float(amount) for amount in claims.values()],
            currency_id=self.case.currencies[currency].id,
            payment_date=date,
        ).with_user(self.case.finance_checker)
        found = data.draw(st.sampled_from(["all", "all", "less", "none", "unknown"]))
        if found == "none":
            check.action_reject("Nothing came in.")
        if found == "less":
            order = next(iter(claims))
            claims[order] = currency.round(claims[order] / 3)
            check.line_ids[0].amount_verified = float(claims[order])
        if found in ("all", "less") and any(claims.values()):
            check.action_verify()
            self._enter_payment(check.payment_id, claims=claims)

    @precondition(lambda self: self._open_documents())
    @rule(data=draws, part=parts, date=days)
    def pay(self, data, part, date):
        """Register one payment on one or several invoices, or on credit notes."""
        documents = self._draw_some(data, self._open_documents())
        documents = [d for d in documents if d.side == documents[0].side]
        due = sum(self._open(document) for document in documents)
        payment = self.case._pay_invoice(
            self._records(documents),
            float(documents[0].currency.part(due, part)),
            payment_date=date,
            group_payment=True,
        )
        self._enter_payment(payment)

    @precondition(lambda self: self._open_documents())
    @rule(data=draws, part=parts, date=days)
    def settle_by_entry(self, data, part, date):
        """A journal entry, as a bookkeeper or the point of sale makes it."""
        document = self._draw(data, self._open_documents())
        amount = document.currency.part(self._open(document), part)
        self._reconcile(document, self._enter_entry(document, amount, date))

    @precondition(lambda self: self._open_money())
    @rule(data=draws, part=parts, date=days)
    def pay_back(self, data, part, date):
        """Return money to the customer that no document asks for."""
        money = self._draw(data, self._open_money())
        amount = money.currency.part(self._open(money), part)
        payment = self._create_payment_back(money.currency, amount, date)
        payment.action_post()
        self._reconcile(money, self._enter_payment(payment))

    # ------------------------------------------------------------
    # MONEY ONLINE
    # ------------------------------------------------------------

    @rule(data=draws, part=parts)
    def pay_online(self, data, part):
        self._go_online(data, part, "done")

    @rule(
        data=draws,
        part=parts,
        state=st.sampled_from(["authorized", "authorized", "pending", "canceled"]),
    )
    def authorize_online(self, data, part, state):
        """Promised money; not all promises are kept."""
        self._go_online(data, part, state)

    def _go_online(self, data, part, state):
        orders = self._draw_some(data, self.orders)
        amount = orders[0].currency.part(sum(order.total for order in orders), part)
        transaction = self.case._create_transaction(
            float(amount), *(order.record for order in orders)
        )
        getattr(transaction, f"_set_{state}")()
        self._enter_transaction(transaction, [o for o in self.orders if o in orders])

    @precondition(lambda self: self._online("authorized"))
    @rule(data=draws, part=st.none() | parts, how=st.sampled_from(["done", "canceled"]))
    def capture_or_void(self, data, part, how):
        """Capture or void the whole at once, or a part as a transaction of its own."""
        money = self._draw(data, self._online("authorized"))
        transaction = money.record
        if part or transaction.child_transaction_ids:
            amount = self._part_of_rest(money, part or 1)
            transaction = transaction._create_child_transaction(float(amount))
        getattr(transaction, f"_set_{how}")()
        if transaction == money.record:
            money.live = how == "done"
        else:
            self._enter_transaction(transaction, money.online_for)

    @precondition(lambda self: self._online("done"))
    @rule(data=draws, part=parts)
    def refund_online(self, data, part):
        money = self._draw(data, self._online("done"))
        amount = float(self._part_of_rest(money, part))
        child = money.record._create_child_transaction(amount, is_refund=True)
        child._set_done()
        self._enter_transaction(child, money.online_for)

    @precondition(lambda self: self._online("done") + self._online("done", -1))
    @rule(data=draws)
    def book_online_payment(self, data):
        """What the scheduler does some minutes after the capture."""
        money = self._draw(data, self._online("done") + self._online("done", -1))
        money.record._post_process()
        if money.record.payment_id:
            money.record = money.record.payment_id

    def _part_of_rest(self, money, part):
        rest = self._not_in_parts(money)
        return min(rest, money.currency.part(rest, part))

    # ------------------------------------------------------------
    # RECONCILIATION AND STATES
    # ------------------------------------------------------------

    @precondition(lambda self: self._pairs())
    @rule(data=draws)
    def match(self, data):
        self._reconcile(*self._draw(data, self._pairs()))

    @precondition(lambda self: self.ledger.matches)
    @rule(data=draws)
    def unmatch(self, data):
        match = self._draw(data, self.ledger.matches)
        thing = self._draw(data, [match.debit, match.credit])
        self._move(thing).line_ids.remove_move_reconcile()

    @precondition(lambda self: self._booked(live=True))
    @rule(data=draws, how=st.sampled_from(["draft", "draft", "cancel", "reject"]))
    def stop(self, data, how):
        """Reset to draft, which leaves it matched, or cancel; a bank may reject."""
        thing = self._draw(data, self._booked(live=True))
        if self._is_payment(thing):
            getattr(thing.record, f"action_{how}")()
        else:
            thing.record.button_draft()
            if how == "cancel":
                thing.record.button_cancel()
        thing.live = False

    @precondition(lambda self: self._booked(live=False))
    @rule(data=draws)
    def resume(self, data):
        thing = self._draw(data, self._booked(live=False))
        record = thing.record
        if record.state != "draft":
            (record.action_draft if self._is_payment(thing) else record.button_draft)()
        record.action_post()
        thing.live = True
