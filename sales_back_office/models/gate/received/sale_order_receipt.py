from collections import defaultdict
from itertools import chain

from odoo import fields, models
from odoo.tools import SQL, split_every
from odoo.tools.constants import PREFETCH_MAX


class SaleOrderReceipt(models.AbstractModel):
    """Money received on orders, each payment once, whatever road it came by.

    Money is *settled* when it is matched with an invoice of the order; it is *claimed*
    when it was verified (payment check) or captured (online) for an order and is not
    matched yet. A claim shrinks as its payment is used up, so the two never overlap.
    """

    _name = "sale.order.receipt"
    _description = "Money received on sales orders"

    def _get_amounts(self, orders):
        """Money received on each order, by date.

        :param orders: ``sale.order`` recordset
        :return: ``{order id: {ISO date: amount in the currency of the order}}``;
            foreign money is converted at the date of its payment
        """
        received = defaultdict(lambda: defaultdict(float))
        orders = orders._origin  # an open form asks, too
        if not orders:
            return received
        self._flush()
        currencies = self.env["res.currency"]
        by_id = {order.id: order for order in orders}
        for order_id, currency_id, date, amount in chain.from_iterable(
            # The more orders, the more claims there are to look for each settlement in.
            self.env.execute_query(self._get_query(tuple(order_ids)))
            for order_ids in split_every(PREFETCH_MAX, orders.ids)
        ):
            order = by_id[order_id]
            currency = currencies.browse(currency_id)
            if currency != order.currency_id:
                amount = currency._convert(
                    amount, order.currency_id, order.company_id, date
                )
            received[order_id][fields.Date.to_string(date)] += amount
        for order_id, amounts in received.items():
            currency = by_id[order_id].currency_id
            received[order_id] = {
                date: currency.round(amount)
                for date, amount in amounts.items()
                if not currency.is_zero(amount)
            }
        return received

    def _on_change(self, moves=(), payments=(), orders=()):
        """Let the orders whose money this is catch up.

        Core's paths from a payment to an order are long, and each step would be a
        query; so this asks once, instead of fields that depend on each step.

        :param moves: ``account.move`` records that were posted, reset or matched anew
        :param payments: ``account.payment`` records whose state changed
        :param orders: ``sale.order`` records that are billed otherwise than before
        """
        # sudo: whoever handles payments need not have a right on orders.
        orders = self.env["sale.order"].sudo().browse(orders and orders.ids)
        orders |= self._find(moves, payments)
        waiting = orders.filtered(lambda order: order._depends_on_money())
        # A payment that a signature was given for may be gone.
        waiting._recompute_again("signature_in_force")
        self._catch_up(orders, waiting)

    def _on_match(self, moves):
        """Let the orders whose money this is catch up, as `_on_change`.

        :param moves: ``account.move`` records that were matched, or are no longer
        """
        orders = self._find(moves)
        waiting = orders.filtered(lambda order: order._depends_on_matches())
        self._catch_up(orders, waiting)

    def _catch_up(self, orders, waiting):
        """Count the money of the orders anew, and let those that wait for it act.

        Where money decides nothing, the figure can wait until all is written.
        """
        if not orders:  # most of what is matched in the books is no order of ours
            return
        before = {order: order.amount_received for order in waiting}
        orders._recompute_again("amount_received")
        lost = waiting.filtered(lambda order: order.amount_received < before[order])
        lost._on_money_lost()
        (waiting - lost)._on_money_received()

    def _find(self, moves, payments=()):
        """Orders that these entries and payments are, or were, money for, read with the
        query that finds them.

        They are on an invoice, or on what is matched with one; or they were verified or
        captured for the order, or registered on its invoice without an entry; or its
        release was signed for them.
        """
        # sudo: whoever handles payments need not have a right on orders.
        orders = self.env["sale.order"].sudo()
        if not (moves or payments):
            return orders
        for model, fname in {
            "account.payment": "move_id",
            "payment.transaction": "payment_id",
            "sale.payment.check": "payment_id",
        }.items():
            self.env[model].flush_model([fname])
        found = SQL(
            """
            WITH line AS (
                SELECT id, move_id FROM account_move_line WHERE move_id IN %(moves)s
            ), entry AS (
                SELECT move_id AS id FROM line
                 UNION
                SELECT other.move_id FROM line
                  JOIN account_partial_reconcile ON debit_move_id = line.id
                  JOIN account_move_line other ON other.id = credit_move_id
                 UNION
                SELECT other.move_id FROM line
                  JOIN account_partial_reconcile ON credit_move_id = line.id
                  JOIN account_move_line other ON other.id = debit_move_id
            ), payment AS (
                SELECT id FROM account_payment WHERE id IN %(payments)s
                 UNION
                SELECT id FROM account_payment
                 WHERE move_id IN (SELECT id FROM entry)
            )
            SELECT sale_order_line.order_id
              FROM account_move_line line
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
              JOIN sale_order_line ON sale_order_line.id = rel.order_line_id
             WHERE line.move_id IN (
                SELECT id FROM entry
                 UNION
                SELECT invoice_id FROM account_move__account_payment
                 WHERE payment_id IN (SELECT id FROM payment))
             UNION
            SELECT line.order_id
              FROM sale_payment_check_line line
              JOIN sale_payment_check ON sale_payment_check.id = line.check_id
             WHERE payment_id IN (SELECT id FROM payment)
             UNION
            SELECT rel.sale_order_id
              FROM payment_transaction tx
         LEFT JOIN payment_transaction source
                ON source.id = tx.source_transaction_id
              JOIN sale_order_transaction_rel rel ON rel.transaction_id IN (
                   tx.id, source.id, source.source_transaction_id)
             WHERE tx.payment_id IN (SELECT id FROM payment)
             UNION
            SELECT release.order_id
              FROM sale_dispatch_release release
              JOIN account_payment_sale_dispatch_release_rel rel
                ON rel.sale_dispatch_release_id = release.id
             WHERE rel.account_payment_id IN (SELECT id FROM payment)
            """,
            moves=tuple(moves and moves.ids) or (None,),
            payments=tuple(payments and payments.ids) or (None,),
        )
        return orders.search_fetch([("id", "in", found)], order="id")

    def _flush(self):
        for model, fnames in {
            "sale.order": ["amount_total"],
            "sale.order.line": ["order_id", "invoice_lines"],
            "sale.payment.check": ["state", "payment_id", "currency_id"],
            "sale.payment.check.line": ["order_id", "check_id", "amount_verified"],
            "account.move": ["state", "move_type", "amount_total", "amount_residual"],
            "account.move.line": [
                "move_id",
                "price_total",
                "amount_residual_currency",
                "parent_state",
                "statement_line_id",
            ],
            "account.payment": [
                "state",
                "is_matched",
                "move_id",
                "amount",
                "date",
                "invoice_ids",
            ],
            "res.company": ["dispatch_payment_evidence"],
            "account.partial.reconcile": ["debit_amount_currency", "exchange_move_id"],
            "payment.transaction": ["state", "amount", "payment_id", "sale_order_ids"],
        }.items():
            self.env[model].flush_model(fnames)

    def _get_query(self, order_ids):
        """Rows (order, currency, date, amount) of everything received on the orders.

        They are not summed up by day: foreign money is worth the same, to the cent,
        whatever else comes in on its day.
        To plan it takes longer than to run it, and each join more takes longer than the
        last. So what is looked up in another part is put in an array, and parts are
        materialized: PostgreSQL then plans each for itself.
        """
        return SQL(
            """
            WITH RECURSIVE lenient AS (
                SELECT id FROM res_company WHERE dispatch_payment_evidence = 'posted'
            ), %(claims)s, %(shares)s, %(settlements)s, %(pledges)s
            SELECT order_id, currency_id, date, amount FROM (
                SELECT order_id, currency_id, date, amount FROM settlement
                UNION ALL %(pledged)s
                UNION ALL %(open_claims)s
            ) receipt
            WHERE order_id IN %(order_ids)s
            """,
            claims=self._get_claims(order_ids),
            shares=self._get_shares(order_ids),
            settlements=self._get_settlements(),
            pledges=self._get_pledges(),
            pledged=self._get_pledged(),
            open_claims=self._get_open_claims(),
            order_ids=order_ids,
        )

    def _is_live(self, line):
        """Whether a journal item, if any of this `payment`, is in force."""
        return SQL(
            """(
                %(line)s.parent_state = 'posted'
                AND payment.state IS DISTINCT FROM 'rejected'
            )""",
            line=SQL.identifier(line),
        )

    def _share(self, amount, value, basis, currency="currency"):
        """Part of `amount` that falls to the stretch [before, before + value]."""
        amount, value, basis = SQL(amount), SQL(value), SQL(basis)
        return SQL(
            """(
                ROUND(%(amount)s * (COALESCE(%(basis)s.before, 0) + %(value)s)
                      / %(basis)s.whole, %(currency)s.decimal_places)
              - ROUND(%(amount)s * COALESCE(%(basis)s.before, 0)
                      / %(basis)s.whole, %(currency)s.decimal_places)
            )""",
            amount=amount,
            value=value,
            basis=basis,
            currency=SQL.identifier(currency),
        )
