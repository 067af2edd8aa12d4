"""What the events of `contract_history` need, in a savepoint that is rolled back."""

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from odoo.fields import Command, Date

from .contract_oracle import LIVE, Oracle

# What writing a row again changes even if it stays the same.
NOT_FIGURES = ("write_date", "write_uid")


@dataclass
class Row:
    """A row of a table, and where this version of it lies."""

    version: str
    figures: dict


class Desk(RuleBasedStateMachine):
    def __init__(self, case):
        super().__init__()
        self.case, self.env = case, case.env
        self.today = Date.today()
        self.contracts, self.orders, self.payments = [], [], []
        self.calls = {}  # order line: line of the contract
        self.counts = Counter()  # of what may happen only a few times
        self.touched, self.rows, self.headers = set(), {}, {}
        self.computed = case.computed
        self.computed.clear()
        self.savepoint = self.env.cr.savepoint()

    def teardown(self):
        self.savepoint.close(rollback=True)

    # ------------------------------------------------------------
    # CONTRACTS
    # ------------------------------------------------------------

    def _sign(self, currency, contract_lines, end):
        contract = self.case._create_contract(
            *map(self._prepare_promise, contract_lines),
            currency_id=self.env.ref(f"base.{currency}").id,
            payment_term_id=False,
            date_end=self._day(end),
        ).sudo()
        self.contracts.append(contract)
        self._touch(contract)

    def _amend(self, contract):
        self._touch(contract)
        action = contract.with_user(self.case.order_clerk).action_amend()
        return self.env["sale.contract.amendment"].browse(action["res_id"])

    def _add_line(self, amendment, line):
        values = self._prepare_promise(line)
        values.pop("tax_ids")  # those of the product
        amendment.line_ids = [Command.create(values)]

    def _agree(self, amendment):
        amendment.write(
            {
                "agreed_by": "Director Yang",
                "date_agreed": self.today,
                "reason": "Agreed by phone",
            }
        )
        amendment.with_user(self.case.order_clerk).action_agree()

    def _prepare_promise(self, line):
        product = getattr(self.case, line["product"])
        unit = "Units" if product == self.case.work else line["unit"]
        return {
            "product_id": product.id,
            "quantity": line["quantity"],
            "product_uom_id": self.case.units[unit].id,
            "price_unit": line["price"],
            "tax_ids": [Command.set(self.case.taxes[line["tax"]].ids)],
            "date_due": self._day(line["due"]),
        }

    def _day(self, days):
        return False if days is None else self.today + timedelta(days=days)

    def _is_called(self, line):
        return any(line == called for called in self.calls.values())

    def _get_oracle(self, contract):
        taxes = {tax: Fraction(int(tax.amount or 0), 100) for tax in self._taxes()}
        return Oracle(contract, self.calls, taxes)

    def _taxes(self):
        return [*self.case.taxes.values(), self.case.vehicle.taxes_id]

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def _create_order(self, contract, called, numbers):
        order = self.case._create_order(
            contract_id=contract.id,
            pricelist_id=self.case.pricelists[contract.currency_id].id,
            payment_term_id=False,
            order_line=[
                Command.create(self._prepare_call(line, *number))
                for line, number in zip(called, numbers, strict=True)
            ],
            confirm=False,
        ).sudo()
        self.orders.append(order)
        self._touch(contract)
        self.calls.update(zip(order.order_line, called, strict=True))
        return order

    def _join(self, order, called, number, unit):
        self._touch(order.contract_id)
        before = order.order_line
        order.order_line = [Command.create(self._prepare_call(called, number, unit))]
        self.calls[order.order_line - before] = called

    def _prepare_call(self, called, number, unit):
        unit = "Units" if called.product_id == self.case.work else unit
        return {
            "product_id": called.product_id.id,
            "product_uom_qty": number,
            "product_uom_id": self.case.units[unit].id,
            "contract_line_id": called.id,
        }

    def _confirm(self, order):
        self._touch(order.contract_id)
        for line in order.order_line.filtered(lambda li: li._needs_price_reason()):
            line.contract_price_reason = "Agreed by phone"
        order.action_confirm()

    def _learn_calls(self, order):
        """Note which lines of the contract were found for an order: those of its
        products."""
        for line in order.order_line.filtered("product_id"):
            called = line.contract_line_id
            own = order.contract_id.line_ids.filtered(
                lambda own, line=line: own.product_id == line.product_id
            )
            self.case.assertIn(called, own if own else [called.browse()])
            self.calls[line] = called

    # ------------------------------------------------------------
    # GOODS
    # ------------------------------------------------------------

    def _deliver_all(self):
        for delivery in self._deliveries():
            self._deliver(delivery, 1.0)

    def _deliver(self, delivery, share, rest=True):
        for move in self._waiting_moves(delivery):
            move.quantity = int(move.product_uom_qty * share) or 1
        self._touch_delivery(delivery)
        never = [] if rest else delivery.ids
        self._transfer(delivery.with_context(picking_ids_not_to_backorder=never))

    def _waiting_moves(self, delivery):
        return delivery.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))

    def _return(self, delivery, number, counts_less):
        self._touch_delivery(delivery)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        lines = wizard.product_return_moves
        for line in lines:
            line.quantity = min(number, self._left_to_return(line.move_id))
            line.to_refund = counts_less
        action = wizard.action_create_returns()
        transfer = self.env["stock.picking"].browse(action["res_id"])
        for move in transfer.move_ids:
            # What has moved on meanwhile is not reserved: they enter what they send.
            move.quantity = move.product_uom_qty
        self._transfer(transfer)

    def _transfer(self, picking):
        """Goods that are on no line of their order get a new one from core."""
        picking.with_context(skip_backorder=True).button_validate()
        self.case.assertEqual(picking.state, "done")
        for line in picking.move_ids.sale_line_id:
            if line not in self.calls:
                self._learn_calls(line.order_id)

    def _left_to_return(self, move):
        return move.quantity - sum(move.returned_move_ids.mapped("quantity"))

    # ------------------------------------------------------------
    # INVOICES AND MONEY
    # ------------------------------------------------------------

    def _invoice_all(self):
        for order in self._invoiceable():
            self._post(self._invoice(order))

    def _pay_all(self):
        for invoice in self._unpaid():
            self._pay(invoice, 0.34)

    def _invoice(self, order):
        self._touch(order.contract_id)
        return order._create_invoices(final=True)

    def _pay(self, invoice, share):
        self._touch_invoice(invoice)
        amount = invoice.currency_id.round(invoice.amount_residual * share) or None
        self.payments.append(self.case._pay_invoice(invoice, amount).sudo())

    def _post(self, invoice):
        """Core refuses what is below nothing."""
        if invoice.amount_total >= 0:
            invoice.action_post()

    # ------------------------------------------------------------
    # WHAT WAS TOUCHED
    # ------------------------------------------------------------

    def _touch(self, *contracts):
        """Say which contracts an event concerns."""
        self.touched.update(contracts)

    def _touch_delivery(self, delivery):
        self._touch(delivery.move_ids.sale_line_id.order_id.contract_id)

    def _touch_invoice(self, invoice):
        self._touch(*invoice.line_ids.sale_line_ids.order_id.contract_id)

    def _read_rows(self, table):
        ids = tuple(contract.id for contract in self.contracts)
        column = "id" if table == "sale_contract" else "contract_id"
        self.env.cr.execute(
            f"SELECT id, ctid::text, to_jsonb(row) FROM {table} row"
            f" WHERE {column} IN %s",
            [ids],
        )
        return {
            row_id: Row(version, {k: v for k, v in row.items() if k not in NOT_FIGURES})
            for row_id, version, row in self.env.cr.fetchall()
        }

    # ------------------------------------------------------------
    # CHOICES
    # ------------------------------------------------------------

    def _draw(self, data, things):
        return data.draw(st.sampled_from(things))

    def _orders(self, *states):
        return [order for order in self.orders if order.state in states]

    def _confirmable(self):
        return [
            order
            for order in self._orders("draft")
            if order.order_line
            and all(order.order_line.contract_line_id.mapped("active"))
        ]

    def _extendible(self):
        return [o for o in self._orders("draft", "sale") if o.contract_id.line_ids]

    def _pairs_of_drafts(self):
        pairs = itertools.permutations(self._orders("draft"), 2)
        return [(a, b) for a, b in pairs if a.contract_id == b.contract_id]

    def _calls(self, *states):
        """Lines that call a contract, of orders in these states."""
        lines = [line for order in self._orders(*states) for line in order.order_line]
        return [line for line in lines if line.contract_line_id]

    def _work(self):
        return [li for li in self._calls("sale") if li.product_id == self.case.work]

    def _pickings(self):
        pickings = self.env["stock.picking"].union(
            *(o.picking_ids for o in self.orders)
        )
        return list(pickings.sorted("id"))

    def _deliveries(self):
        return [
            picking
            for picking in self._pickings()
            if picking.picking_type_code == "outgoing"
            and picking.state not in ("done", "cancel", "draft")
        ]

    def _pairs_of_deliveries(self):
        pairs = itertools.permutations(self._deliveries(), 2)
        return [(a, b) for a, b in pairs if a.sale_id and a.sale_id == b.sale_id]

    def _done(self, direction):
        return [
            picking
            for picking in self._pickings()
            if picking.picking_type_code == direction and picking.state == "done"
        ]

    def _returnable(self, direction):
        return [
            picking
            for picking in self._done(direction)
            if any(self._left_to_return(move) > 0 for move in picking.move_ids)
        ]

    def _correctable(self):
        """Moves of which the customer has returned nothing."""
        return [
            move
            for picking in self._done("outgoing")
            for move in picking.move_ids
            if move.state == "done" and not move.returned_move_ids
        ]

    def _invoiceable(self):
        return [o for o in self._orders("sale") if o.invoice_status == "to invoice"]

    def _without_deposit(self):
        return [
            order
            for order in self._orders("sale")
            if order.amount_total and not order.order_line.filtered("is_downpayment")
        ]

    def _invoices(self, kind, *states):
        invoices = self.env["account.move"].union(*(o.invoice_ids for o in self.orders))
        return [
            invoice
            for invoice in invoices.sorted("id")
            if kind in (None, invoice.move_type) and invoice.state in states
        ]

    def _unpaid(self):
        return [i for i in self._invoices(None, "posted") if i.amount_residual]

    def _payments(self, live):
        return [p for p in self.payments if (p.state in LIVE) == live]

    def _matchable(self):
        return [
            (payment, invoice)
            for payment, invoice in itertools.product(
                self._payments(True), self._unpaid()
            )
            if payment.currency_id == invoice.currency_id
            and (payment.payment_type == "inbound")
            == (invoice.move_type == "out_invoice")
            and self._is_open(payment)
        ]

    def _is_open(self, payment):
        return any(
            line.account_id.account_type == "asset_receivable" and not line.reconciled
            for line in payment.move_id.line_ids
        )
