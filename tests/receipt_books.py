"""The ledger of `receipt_oracle` beside the books of Odoo.

The ledger learns from Odoo what an order costs, what stands on an invoice and what is
matched with what; whose money that makes it works out by itself.
"""

import itertools
from collections import defaultdict
from decimal import Decimal

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from odoo.fields import Command

from .receipt_oracle import Currency, Document, Ledger, Match, Money

CNY = Currency("CNY", 2)
USD = Currency(
    "USD", 2, (("2024-01-01", Decimal("7.13")), ("2024-07-01", Decimal("8.4")))
)
JPY = Currency("JPY", 0, (("2024-01-01", Decimal("0.047")),))
CURRENCIES = (CNY, USD, JPY)


class Books(RuleBasedStateMachine):
    """What events need, in a savepoint that is rolled back at the end."""

    def __init__(self, case):
        super().__init__()
        self.case, self.env = case, case.env
        self.ledger = Ledger()
        self.orders = []
        self.savepoint = self.env.cr.savepoint()

    def teardown(self):
        self.savepoint.close(rollback=True)

    @invariant()
    def every_order_has_received_what_the_ledger_says(self):
        self._learn()
        self.env.flush_all()
        records = self._records(self.orders)
        fresh = self.env["sale.order.receipt"]._get_amounts(records)
        for order in self.orders:
            received = self.ledger.received(order)
            note(f"  {order} has received {received} {order.currency.name}")
            by_date = fresh.get(order.record.id, {})
            self.case.assertEqual(order.record.received_by_date or {}, by_date)
            total = order.record.currency_id.round(sum(by_date.values()))
            self.case.assertEqual(
                (order.record.amount_received, total), (float(received),) * 2
            )

    def _learn(self):
        """Note what orders cost, which documents are posted, for core posts some when
        online money is booked, and what is matched with what.

        What it matches beyond that, exchange differences, is not money.
        """
        for order in self.orders:
            order.total = self._decimal(order.record.amount_total)
        for document in self.ledger.documents:
            document.live = document.record.state == "posted"
        things = {self._move(thing): thing for thing in self._booked()}
        self.ledger.matches = [
            Match(
                things[partial.debit_move_id.move_id],
                things[partial.credit_move_id.move_id],
                self._decimal(partial.debit_amount_currency),
                self._decimal(partial.credit_amount_currency),
            )
            for partial in self.env["account.partial.reconcile"].search([], order="id")
            if partial.debit_move_id.move_id in things
            and partial.credit_move_id.move_id in things
        ]

    # ------------------------------------------------------------
    # INTO THE LEDGER
    # ------------------------------------------------------------

    def _enter_document(self, move):
        """Enter an invoice or a credit note, and whose value stands on it."""
        values = defaultdict(Decimal)
        for line in move.invoice_line_ids.filtered(
            lambda x: x.display_type == "product"
        ):
            values[line.sale_line_ids.order_id[:1]] += self._decimal(line.price_total)
        document = Document(
            self._currency(move),
            move,
            side=-1 if move.move_type == "out_refund" else 1,
            amount=self._decimal(move.amount_total),
            values={o: values[o.record] for o in self.orders if o.record in values},
            whole=sum(values.values()),
            live=move.state == "posted",
        )
        self.ledger.documents.append(document)

    def _enter_payment(self, payment, **values):
        payment = payment.sudo()
        return self._enter_money(
            payment,
            side=1 if payment.payment_type == "inbound" else -1,
            date=str(payment.date),
            **values,
        )

    def _enter_transaction(self, transaction, orders):
        self._enter_money(
            transaction,
            side=1 if transaction.amount > 0 else -1,
            date=str(transaction.last_state_change.date()),
            online_for=orders,
            live=transaction.state == "done",
        )

    def _enter_money(self, record, side, **values):
        money = Money(
            self._currency(record),
            record,
            side,
            abs(self._decimal(record.amount)),
            **values,
        )
        self.ledger.money.append(money)
        return money

    # ------------------------------------------------------------
    # IN ODOO
    # ------------------------------------------------------------

    def _prepare_line(self, currency, price, taxed):
        return Command.create(
            {
                "product_id": self.case.work.id,
                "price_unit": float(Decimal(price).scaleb(-currency.digits)),
                "tax_ids": [Command.set(self.case.tax.ids if taxed else [])],
            }
        )

    def _enter_entry(self, document, amount, date):
        """Post a journal entry that brings money for an invoice, or back for a credit
        note."""
        balances = {
            self.case.bank.default_account_id: amount,
            self._receivables(document).account_id: -amount,
        }
        entry = self.env["account.move"].create(
            {
                "date": date,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.case.customer.id,
                            "currency_id": document.record.currency_id.id,
                            "amount_currency": float(document.side * balance),
                        }
                    )
                    for account, balance in balances.items()
                ],
            }
        )
        entry.action_post()
        money = Money(document.currency, entry, document.side, amount, date)
        self.ledger.money.append(money)
        return money

    def _create_payment_back(self, currency, amount, date):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.case.customer.id,
                "journal_id": self.case.bank.id,
                "currency_id": self.case.currencies[currency].id,
                "amount": float(amount),
                "date": date,
            }
        )
        payment.outstanding_account_id = payment._get_outstanding_account("outbound")
        return payment

    def _reconcile(self, *things):
        lines = self.env["account.move.line"].union(*map(self._receivables, things))
        lines.filtered(lambda line: not line.reconciled).reconcile()

    def _open(self, thing):
        residuals = self._receivables(thing).mapped("amount_residual_currency")
        return abs(sum(map(self._decimal, residuals)))

    def _receivables(self, thing):
        return self._move(thing).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _move(self, thing):
        return thing.record.move_id if self._is_payment(thing) else thing.record

    def _is_payment(self, thing):
        return thing.record._name == "account.payment"

    def _decimal(self, amount):
        return Decimal(str(round(amount, 2)))

    def _currency(self, record):
        name = record.currency_id.name
        return next(currency for currency in CURRENCIES if currency.name == name)

    def _records(self, things):
        return things[0].record.union(*(thing.record for thing in things))

    # ------------------------------------------------------------
    # CHOICES
    # ------------------------------------------------------------

    def _invoiceable(self):
        return [o for o in self.orders if o.record.invoice_status == "to invoice"]

    def _documents(self, *sides):
        """Invoices (side 1) or credit notes (side -1), also in draft."""
        return [
            document
            for document in self.ledger.documents
            if document.side in sides and document.record.state != "cancel"
        ]

    def _open_documents(self):
        return [d for d in self._documents(1, -1) if self._open(d)]

    def _open_money(self):
        booked = self._booked(live=True)
        return [m for m in booked if m in self.ledger.money and self._open(m)]

    def _claimed(self):
        return [money for money in self.ledger.money if money.claims]

    def _pairs(self):
        """Things that are open on opposite sides of the customer's account."""
        debits, credits = [], []
        for thing in self._booked():
            if self._open(thing) and self._move(thing).state != "cancel":
                is_debit = (thing.side == 1) == isinstance(thing, Document)
                (debits if is_debit else credits).append(thing)
        return list(itertools.product(debits, credits))

    def _booked(self, live=None):
        """Documents and money with a journal entry."""
        return [
            thing
            for thing in [*self.ledger.documents, *self.ledger.money]
            if thing.record._name != "payment.transaction"
            and live in (None, thing.live)
        ]

    def _online(self, state, side=1):
        """Online money in this state that is not booked and not yet all in parts."""
        return [
            money
            for money in self.ledger.money
            if money.record._name == "payment.transaction"
            and money.record.state == state
            and money.side == side
            and self._not_in_parts(money)
        ]

    def _not_in_parts(self, money):
        """What is not captured, voided or refunded as a transaction of its own."""
        parts = money.record.child_transaction_ids.mapped("amount")
        return money.amount - sum(abs(self._decimal(part)) for part in parts)

    def _draw(self, data, things):
        return data.draw(st.sampled_from(things))

    def _draw_some(self, data, things):
        """One to three things of the same currency."""
        some = st.lists(st.sampled_from(things), min_size=1, max_size=3, unique=True)
        return self._of_one_currency(data.draw(some))

    def _of_one_currency(self, things):
        return [thing for thing in things if thing.currency is things[0].currency]
