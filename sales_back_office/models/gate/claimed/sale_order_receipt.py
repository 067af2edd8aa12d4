from odoo import models
from odoo.tools import SQL


class SaleOrderReceipt(models.AbstractModel):
    """Money that was verified or captured for orders, as far as no match has used up
    its payment."""

    _inherit = "sale.order.receipt"

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
