from odoo import fields, models
from odoo.tools import SQL


class SaleProgressReport(models.Model):
    """What became of orders, day by day: what was ordered, dispatched, invoiced and
    collected of each line (duty 22).

    Amounts are with tax, in the currency of the company at the rate of the order. A
    condition on day, company or salesperson reaches each of the four parts.
    """

    _name = "sale.progress.report"
    _inherit = ["sale.order.figure.mixin"]
    _description = "Sales statistics"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "account.move": [
            *("currency_id", "invoice_currency_rate", "invoice_date", "move_type"),
        ],
        "account.move.line": ["parent_state", "price_total"],
        "dispatch.ledger": ["amount_total", "quantity"],
        "sale.order": ["date_order", "received_by_date", "state"],
        "sale.order.line": ["invoice_lines", "is_downpayment", "product_uom_qty"],
    }

    quantity_ordered = fields.Float(
        string="Quantity ordered", digits="Product Unit", readonly=True
    )
    quantity_dispatched = fields.Float(
        string="Quantity dispatched", digits="Product Unit", readonly=True
    )
    amount_ordered = fields.Monetary(string="Amount ordered", readonly=True)
    amount_dispatched = fields.Monetary(
        string="Amount dispatched", readonly=True, help="Less what came back."
    )
    amount_invoiced = fields.Monetary(
        string="Amount invoiced",
        readonly=True,
        help="By posted invoices, less credit notes. A down payment counts as invoiced;"
        " the final invoice deducts it.",
    )
    amount_collected = fields.Monetary(
        string="Amount collected",
        readonly=True,
        help="What is received on an order is for its lines by value.",
    )

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._get_ordered(), self._get_settled_query())

    def _get_settled_query(self):
        """The query without what was ordered: what a ledger is about."""
        return SQL(" UNION ALL ").join(
            [self._get_dispatched(), self._get_invoiced(), self._get_collected()]
        )

    def _get_ordered(self):
        return SQL(
            """
            SELECT 4::BIGINT * line.id AS id,
                   %(day)s AS date,
                   %(order)s,
                   %(figures)s
              FROM sale_order_line line
              %(from_order)s
             WHERE sale.state = 'sale' AND line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
            """,
            day=self._get_day(SQL("sale.date_order")),
            order=self._select_order(),
            from_order=self._from_order(),
            figures=self._select_figures(
                quantity_ordered=SQL("line.product_uom_qty"),
                amount_ordered=self._to_company_currency(SQL("line.price_total")),
            ),
        )

    def _get_dispatched(self):
        columns = SQL(", ").join(
            SQL.identifier("ledger", name) for name in self._get_order_columns()
        )
        return SQL(
            """
            SELECT 4 * ledger.id + 1 AS id,
                   ledger.date,
                   %(columns)s,
                   %(figures)s
              FROM (%(ledger)s) ledger
            """,
            columns=columns,
            ledger=self.env["dispatch.ledger"]._table_query,
            figures=self._select_figures(
                quantity_dispatched=SQL("ledger.quantity"),
                amount_dispatched=SQL("ledger.amount_total"),
            ),
        )

    def _get_invoiced(self):
        return SQL(
            """
            SELECT 4::BIGINT * item.id + 2 AS id,
                   invoice.invoice_date AS date,
                   %(order)s,
                   %(figures)s
              FROM account_move_line item
              JOIN account_move invoice ON invoice.id = item.move_id
              JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
              JOIN sale_order_line line ON line.id = rel.order_line_id
              %(from_order)s
             WHERE item.parent_state = 'posted' AND %(is_first)s
            """,
            order=self._select_order(),
            from_order=self._from_order(),
            is_first=self._is_first_line_of(),
            figures=self._select_figures(
                amount_invoiced=self._to_company_currency(self._get_amount_invoiced())
            ),
        )

    def _get_collected(self):
        """What came in on a day, for the lines of its order by value.

        Each line has the same stretch of what has come in up to the day, so that its
        parts of all days are exactly its part of all.
        """
        return SQL(
            """
            SELECT 4 * (line.id * 65536::BIGINT + (received.date - DATE '2000-01-01'))
                   + 3 AS id,
                   received.date,
                   %(order)s,
                   %(figures)s
              FROM (%(shares)s) line
              %(from_order)s
        CROSS JOIN LATERAL (
                   SELECT key::DATE AS date, value::NUMERIC AS amount,
                          SUM(value::NUMERIC) OVER (ORDER BY key) AS reached
                     FROM JSONB_EACH_TEXT(sale.received_by_date)
                   ) received
             WHERE sale.received_by_date IS NOT NULL
               AND (line.value <> 0 OR line.whole = 0 AND line.is_first)
            """,
            order=self._select_order(),
            from_order=self._from_order(),
            shares=self._get_shares(),
            figures=self._select_figures(
                amount_collected=self._to_company_currency(
                    SQL(
                        "(CASE line.whole WHEN 0 THEN received.amount"
                        " ELSE %s - %s - %s + %s END)",
                        *(
                            SQL(
                                "ROUND(%s * %s / line.whole, currency.decimal_places)",
                                amount,
                                end,
                            )
                            for amount in (
                                SQL("received.reached"),
                                SQL("(received.reached - received.amount)"),
                            )
                            for end in (
                                SQL("line.reached"),
                                SQL("(line.reached - line.value)"),
                            )
                        ),
                    )
                )
            ),
        )

    def _get_shares(self):
        """Lines, and the stretch that each is of its order: from `reached - value` to
        `reached` of the `whole`."""
        return SQL(
            """
            SELECT id, order_id, product_id, value,
                   SUM(value) OVER (PARTITION BY order_id ORDER BY id) AS reached,
                   SUM(value) OVER (PARTITION BY order_id) AS whole,
                   id = MIN(id) OVER (PARTITION BY order_id) AS is_first
              FROM (
                  SELECT id, order_id, product_id, %s AS value
                    FROM sale_order_line sold WHERE display_type IS NULL
              ) line
            """,
            self._get_value(SQL("sold")),
        )

    # ------------------------------------------------------------

    def _get_order_columns(self):
        return (
            *("order_id", "order_line_id", "company_id", "currency_id", "partner_id"),
            *("country_id", "state_id", "user_id", "team_id", "product_id", "categ_id"),
        )

    def _select_figures(self, **figures):
        """The figures of a row, of which most are nothing."""
        return SQL(", ").join(
            SQL("%s AS %s", figures.get(name, SQL("0::NUMERIC")), SQL.identifier(name))
            for name in (
                *("quantity_ordered", "quantity_dispatched"),
                *("amount_ordered", "amount_dispatched"),
                *("amount_invoiced", "amount_collected"),
            )
        )
