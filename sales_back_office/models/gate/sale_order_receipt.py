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

    def _get_claims(self, order_ids):
        """CTE `claim`: money that someone vouched for, by order and payment.

        Claims of other orders on the same payments are in it, for they share the money.
        """
        return SQL(
            """
            vouched AS (
                SELECT line.order_id, line.id AS rank, line.amount_verified AS amount,
                       payment.currency_id, payment.date, payment.id AS payment_id,
                       payment.move_id AS entry_id
                  FROM sale_payment_check_line line
                  JOIN sale_payment_check ON sale_payment_check.id = line.check_id
                  JOIN account_payment payment
                    ON payment.id = sale_payment_check.payment_id
                 WHERE sale_payment_check.state = 'verified'
                   AND (payment.is_matched
                        OR payment.company_id = ANY(ARRAY(SELECT id FROM lenient)))
                   AND payment.payment_type = 'inbound'
                   AND payment.state IN ('in_process', 'paid')
                   AND line.check_id = ANY(ARRAY(
                       SELECT check_id FROM sale_payment_check_line
                        WHERE order_id IN %(order_ids)s))
            ), online AS (  -- each with the parts captured of it, and their refunds
                SELECT DISTINCT transaction_id AS linked_id, transaction_id AS id
                  FROM sale_order_transaction_rel WHERE sale_order_id IN %(order_ids)s
                 UNION
                SELECT online.linked_id, tx.id
                  FROM online
                  JOIN payment_transaction tx ON tx.source_transaction_id = online.id
            ), linked AS MATERIALIZED (  -- orders of a transaction, by value
                SELECT rel.transaction_id, rel.sale_order_id, o.company_id,
                       o.amount_total AS value, SUM(o.amount_total) OVER (
                           PARTITION BY rel.transaction_id) AS whole,
                       SUM(o.amount_total) OVER (
                           PARTITION BY rel.transaction_id ORDER BY o.id
                       ) - o.amount_total AS before
                  FROM sale_order_transaction_rel rel
                  JOIN sale_order o ON o.id = rel.sale_order_id
                 WHERE rel.transaction_id = ANY(ARRAY(SELECT linked_id FROM online))
            ), captured AS MATERIALIZED (
                SELECT linked.sale_order_id AS order_id, tx.id AS rank,
                       %(share)s AS amount,
                       tx.currency_id,
                       COALESCE(payment.date, tx.last_state_change::date) AS date,
                       payment.id AS payment_id, payment.move_id AS entry_id
                  FROM online
                  JOIN payment_transaction tx ON tx.id = online.id
                  JOIN linked ON linked.transaction_id = online.linked_id
                   AND linked.whole <> 0
                  JOIN res_currency currency ON currency.id = tx.currency_id
             LEFT JOIN account_payment payment ON payment.id = tx.payment_id
                 WHERE tx.state = 'done' AND tx.operation IS DISTINCT FROM 'validation'
                   AND (payment.id IS NULL OR payment.state IN ('in_process', 'paid'))
                   AND (payment.is_matched
                        OR linked.company_id = ANY(ARRAY(SELECT id FROM lenient)))
                   AND NOT EXISTS (  -- captured in parts: the parts count
                       SELECT FROM payment_transaction part
                        WHERE part.source_transaction_id = tx.id
                          AND part.state = 'done'
                          AND part.operation IS DISTINCT FROM 'refund')
            ), claim AS (
                SELECT * FROM vouched UNION ALL SELECT * FROM captured
            )
            """,
            share=self._share("tx.amount", "linked.value", "linked"),
            order_ids=order_ids,
        )

    def _get_shares(self, order_ids):
        """CTE `share`: which part of a posted invoice belongs to which order, by value.

        `before` and `value` are two neighbouring stretches of the invoice's total: as
        both ends are rounded, the parts of a sum add up to the sum, to the cent.
        """
        return SQL(
            """
            invoiced AS MATERIALIZED (
                SELECT id, move_id, account_id, price_total, display_type
                  FROM account_move_line
                 WHERE move_id = ANY(ARRAY(
                       SELECT line.move_id
                         FROM (SELECT order_id FROM claim
                                UNION
                               SELECT unnest(ARRAY[%(order_ids)s])) asked
                         JOIN sale_order_line USING (order_id)
                         JOIN sale_order_line_invoice_rel rel
                           ON rel.order_line_id = sale_order_line.id
                         JOIN account_move_line line ON line.id = rel.invoice_line_id))
            ), value AS (
                SELECT line.move_id, sale_order_line.order_id,
                       SUM(line.price_total) AS value
                  FROM (
                      SELECT DISTINCT ON (line.id) line.id, line.move_id,
                             line.price_total, rel.order_line_id
                        FROM invoiced line
                        JOIN sale_order_line_invoice_rel rel
                          ON rel.invoice_line_id = line.id
                    ORDER BY line.id, rel.order_line_id
                  ) line
                  JOIN sale_order_line ON sale_order_line.id = line.order_line_id
              GROUP BY line.move_id, sale_order_line.order_id
            ), share AS (
                SELECT value.move_id, value.order_id, value.value,
                       SUM(value.value) OVER (
                           PARTITION BY value.move_id ORDER BY value.order_id
                       ) - value.value AS before,
                       billed.whole, invoice.currency_id
                  FROM value
                  JOIN account_move invoice ON invoice.id = value.move_id
                  -- not the total of the invoice: where taxes are rounded globally, the
                  -- lines do not add up to it
                  JOIN (
                      SELECT move_id, SUM(price_total) AS whole FROM invoiced
                       WHERE display_type = 'product' GROUP BY move_id
                  ) billed ON billed.move_id = value.move_id AND billed.whole <> 0
                 WHERE invoice.state = 'posted'
            )
            """,
            order_ids=SQL(", ").join(order_ids),
        )

    def _get_settlements(self):
        """CTE `settlement`: money matched with invoices, less what was paid back.

        Credit notes and exchange differences are matched, too, but are no money; nor
        are entries in draft and payments that the bank rejected, though core leaves
        them matched.
        The money on an invoice is shared as one sum, of which each match is a stretch:
        paid in full, in however many payments, the invoice gives each order its value.
        `payment_amount` is the same money in the currency of the payment.
        """
        return SQL(
            """
            match AS MATERIALIZED (
                SELECT owed.move_id, partial.*
                  FROM invoiced owed
                  JOIN account_account account ON account.id = owed.account_id
                   AND account.account_type IN ('asset_receivable', 'liability_payable')
                  JOIN LATERAL (
                      SELECT 1 AS sign, id, credit_move_id AS money_id,
                             debit_amount_currency AS amount,
                             credit_amount_currency AS payment_amount
                        FROM account_partial_reconcile WHERE debit_move_id = owed.id
                       UNION ALL
                      SELECT -1, id, debit_move_id,
                             credit_amount_currency, debit_amount_currency
                        FROM account_partial_reconcile WHERE credit_move_id = owed.id
                  ) partial ON TRUE
            ), money AS MATERIALIZED (
                SELECT line.id, line.date, line.payment_id, line.currency_id,
                       line.statement_line_id IS NOT NULL AS is_banked
                  FROM account_move_line line
                  JOIN account_move entry ON entry.id = line.move_id
             LEFT JOIN account_payment payment ON payment.id = line.payment_id
                 WHERE line.id = ANY(ARRAY(SELECT money_id FROM match))
                   AND entry.move_type = 'entry' AND %(is_live)s
                   AND (payment.id IS NULL OR payment.is_matched
                        OR entry.company_id = ANY(ARRAY(SELECT id FROM lenient)))
                   AND NOT EXISTS (
                       SELECT FROM account_partial_reconcile difference
                        WHERE difference.exchange_move_id = entry.id)
            ), settlement AS (
                SELECT share.move_id, share.order_id, share.currency_id, money.date,
                       money.payment_id, money.is_banked,
                       match.sign * %(amount)s AS amount,
                       match.sign * CASE money.currency_id
                           WHEN share.currency_id THEN %(amount)s
                           ELSE %(payment_amount)s END AS payment_amount
                  FROM share
                  JOIN match ON match.move_id = share.move_id
                  JOIN money ON money.id = match.money_id
                  JOIN res_currency currency ON currency.id = share.currency_id
                  JOIN res_currency own_currency ON own_currency.id = money.currency_id
                WINDOW so_far AS (
                       PARTITION BY share.move_id, share.order_id, match.sign
                       ORDER BY match.id)
            )
            """,
            amount=SQL(
                "(%s - %s)",
                self._share("SUM(match.amount) OVER so_far", "share.value", "share"),
                self._share(
                    "(SUM(match.amount) OVER so_far - match.amount)",
                    "share.value",
                    "share",
                ),
            ),
            payment_amount=self._share(
                "match.payment_amount", "share.value", "share", "own_currency"
            ),
            is_live=self._is_live("line"),
        )

    def _get_pledges(self):
        """CTE `pledge`: payments registered on an invoice without a journal entry.

        They stand for what is open on it, until bank statement lines settle it.
        Those in another currency than the invoice do not count before that.
        """
        return SQL(
            """
            registered AS (
                SELECT rel.invoice_id, payment.date, invoice.amount_residual,
                       CASE payment.payment_type
                           WHEN 'inbound' THEN 1 ELSE -1 END AS sign,
                       -- a payment on several invoices is used up in turn
                       payment.amount - COALESCE(SUM(invoice.amount_residual) OVER (
                           PARTITION BY payment.id ORDER BY invoice.id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                       ), 0) AS left_over
                  FROM account_payment payment
                  JOIN account_move__account_payment rel
                    ON rel.payment_id = payment.id
                  JOIN account_move invoice ON invoice.id = rel.invoice_id
                   AND invoice.currency_id = payment.currency_id
                   AND invoice.state = 'posted'
                 WHERE payment.state IN ('in_process', 'paid')
                   AND payment.move_id IS NULL
                   AND payment.company_id = ANY(ARRAY(SELECT id FROM lenient))
                   AND payment.id = ANY(ARRAY(
                       SELECT payment_id FROM account_move__account_payment
                        WHERE invoice_id = ANY(ARRAY(SELECT move_id FROM share))))
                   AND NOT EXISTS (
                       SELECT FROM claim WHERE claim.payment_id = payment.id)
            ), banked AS (
                SELECT move_id, SUM(ABS(amount)) AS amount
                  FROM settlement WHERE is_banked GROUP BY move_id
            ), pledge AS (
                SELECT invoice_id, MIN(date) AS date,
                       sign * LEAST(amount_residual, GREATEST(0,
                           SUM(LEAST(amount_residual, GREATEST(0, left_over)))
                           - COALESCE(banked.amount, 0))) AS amount
                  FROM registered
             LEFT JOIN banked ON banked.move_id = invoice_id
              GROUP BY invoice_id, sign, amount_residual, banked.amount
            )
            """
        )

    def _get_pledged(self):
        """What is pledged on invoices, for the orders on them, by value."""
        return SQL(
            """
            SELECT share.order_id, share.currency_id, pledge.date, %(amount)s
              FROM share
              JOIN res_currency currency ON currency.id = share.currency_id
              JOIN pledge ON pledge.invoice_id = share.move_id
            """,
            amount=self._share("pledge.amount", "share.value", basis="share"),
        )

    def _get_open_claims(self):
        """What is left of each claim: what its payment has not settled on an invoice of
        that order, as far as the payment is not used up; first come, first served."""
        return SQL(
            """
            SELECT order_id, currency_id, date,
                   -- LEAST passes over the NULL of a payment without entry
                   SIGN(amount) * GREATEST(0, LEAST(
                       open_amount, left_over - COALESCE(taken, 0)))
              FROM (
                  SELECT unsettled.*, SUM(open_amount) OVER (
                             PARTITION BY payment_id ORDER BY rank, order_id
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                         ) AS taken
                    FROM (
                        SELECT claim.*,
                               GREATEST(0, ABS(claim.amount) - COALESCE((
                                   SELECT ABS(SUM(settlement.payment_amount))
                                     FROM settlement
                                     WHERE settlement.payment_id = claim.payment_id
                                      AND settlement.order_id = claim.order_id
                               ), 0)) AS open_amount,
                               (
                                   SELECT ABS(SUM(line.amount_residual_currency
                                              + COALESCE(idle.amount, 0)))
                                     FROM account_move_line line
                                     JOIN account_account account
                                       ON account.id = line.account_id
                                      AND account.account_type IN (
                                          'asset_receivable', 'liability_payable')
                                LEFT JOIN LATERAL (%(idle)s) idle ON TRUE
                                    WHERE line.move_id = claim.entry_id
                               ) AS left_over
                          FROM claim
                    ) unsettled
              ) queue
            """,
            idle=self._get_idle_matches(),
        )

    def _get_idle_matches(self):
        """What the journal item `line` is matched with that is not live: it is as good
        as open."""
        return SQL(
            """
            SELECT SUM(CASE line.id WHEN match.debit_move_id
                       THEN match.debit_amount_currency
                       ELSE -match.credit_amount_currency END) AS amount
              FROM account_partial_reconcile match
              JOIN account_move_line other
                ON other.id IN (match.debit_move_id, match.credit_move_id)
               AND other.id <> line.id
         LEFT JOIN account_payment payment ON payment.id = other.payment_id
             WHERE line.id IN (match.debit_move_id, match.credit_move_id)
               AND NOT %(is_live)s
            """,
            is_live=self._is_live("other"),
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

    def _share(self, amount, value, basis="basis", currency="currency"):
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
