from odoo import models
from odoo.tools import SQL


class SaleOrderReceipt(models.AbstractModel):
    """Money that is matched with invoices, or registered on them: it belongs to the
    orders on the invoice, by value."""

    _inherit = "sale.order.receipt"

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
            amount=self._share("pledge.amount", "share.value", "share"),
        )
