from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

# Balances of a group, and whether they are those of its last month.
BALANCES = {"opening": False, "closing": True, "to_invoice": True}


class DispatchLedgerMonth(models.Model):
    """The general ledger of what was dispatched (duty 40): for each customer, product
    and month what was open, what was dispatched, invoiced and collected, and what is
    open now.

    A month in which nothing happened has a row as long as something is open, so each
    month opens with what the month before has closed with.
    """

    _name = "dispatch.ledger.month"
    _inherit = ["sale.figure.mixin"]
    _description = "General ledger of dispatches"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "sale.progress.report": [
            *("amount_collected", "amount_dispatched", "amount_invoiced"),
        ],
    }

    date = fields.Date(string="Month", readonly=True, help="Its first day.")
    opening = fields.Monetary(
        string="Opening balance",
        readonly=True,
        help="What was dispatched and not collected before.",
    )
    dispatched = fields.Monetary(string="Dispatched in the period", readonly=True)
    invoiced = fields.Monetary(string="Invoiced in the period", readonly=True)
    collected = fields.Monetary(string="Collected in the period", readonly=True)
    closing = fields.Monetary(
        string="Closing balance",
        readonly=True,
        help="What is dispatched and not collected; negative: paid in advance.",
    )
    to_invoice = fields.Monetary(
        string="Not invoiced yet",
        readonly=True,
        help="What is dispatched and not invoiced; negative: invoiced in advance.",
    )

    def action_open_detail(self):
        """Open what the row is made of.

        :return: window action on `sale.progress.report`
        :raise AccessError: when the user may not read the row
        """
        self.ensure_one()
        self.check_access("read")
        names = ("company_id", "partner_id", "product_id", "user_id")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "sale.progress.report",
            "view_mode": "list,pivot,graph",
            "domain": [
                *((name, "=", self[name].id) for name in names),
                ("date", ">=", self.date),
                ("date", "<", self.date + relativedelta(months=1)),
                "|",
                ("amount_ordered", "=", 0),
                ("amount_dispatched", "!=", 0),
            ],
        }

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: several months open with what the first has opened with,
        and close with what the last has closed with."""
        name, __, aggregator = aggregate_spec.partition(":")
        if aggregator != "sum" or name not in BALANCES:
            return super()._read_group_select(aggregate_spec, query)
        day = self._field_to_sql(self._table, "date", query)
        return SQL(
            """(
                SELECT SUM(balance.amount)
                  FROM UNNEST(ARRAY_AGG(%(day)s), ARRAY_AGG(%(amount)s))
                       AS balance (day, amount)
                 WHERE balance.day = %(end)s(%(day)s)
            )""",
            amount=self._field_to_sql(self._table, name, query),
            day=day,
            end=SQL("MAX" if BALANCES[name] else "MIN"),
        )

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        """What a month has, and then the months in which only the balance is left."""
        return SQL(
            """
            SELECT total.id * 1024 + later.number AS id,
                   (total.date + later.number * INTERVAL '1 month')::DATE AS date,
                   total.company_id, total.currency_id, total.partner_id,
                   total.country_id, total.state_id, total.user_id, total.team_id,
                   total.product_id, total.categ_id,
                   total.closing - CASE later.number WHEN 0
                       THEN total.dispatched - total.collected ELSE 0 END AS opening,
                   CASE later.number WHEN 0 THEN total.dispatched ELSE 0 END
                       AS dispatched,
                   CASE later.number WHEN 0 THEN total.invoiced ELSE 0 END AS invoiced,
                   CASE later.number WHEN 0 THEN total.collected ELSE 0 END
                       AS collected,
                   total.closing,
                   total.to_invoice
              FROM (%(totals)s) total
        CROSS JOIN LATERAL GENERATE_SERIES(0, CASE
                       WHEN ROUND(total.closing, 2) = 0
                        AND ROUND(total.to_invoice, 2) = 0 THEN 0
                       ELSE GREATEST(0, %(months)s - 1) END) later (number)
            """,
            totals=self._get_totals(),
            months=SQL(
                """(12 * (EXTRACT(YEAR FROM total.next) - EXTRACT(YEAR FROM total.date))
                   + EXTRACT(MONTH FROM total.next) - EXTRACT(MONTH FROM total.date)
                   )::INTEGER"""
            ),
        )

    def _get_totals(self):
        """Each month with a movement, the balance at its end, and the next one: that
        after this month, if there is none."""
        return SQL(
            """
            SELECT month.*,
                   SUM(dispatched - collected) OVER past AS closing,
                   SUM(dispatched - invoiced) OVER past AS to_invoice,
                   COALESCE(LEAD(date) OVER past,
                            (%(today)s::DATE + INTERVAL '1 month')::DATE) AS next
              FROM (%(months)s) month
            WINDOW past AS (PARTITION BY %(key)s ORDER BY date)
            """,
            key=self._get_key(),
            months=self._get_months(),
            today=self.env.company._get_today(),
        )

    def _get_months(self):
        key = self._get_key()
        return SQL(
            """
            SELECT MIN(progress.id) AS id,
                   DATE_TRUNC('month', progress.date)::DATE AS date,
                   %(key)s,
                   SUM(progress.amount_dispatched) AS dispatched,
                   SUM(progress.amount_invoiced) AS invoiced,
                   SUM(progress.amount_collected) AS collected
              FROM (%(progress)s) progress
          GROUP BY DATE_TRUNC('month', progress.date)::DATE, %(key)s
            """,
            key=key,
            progress=self.env["sale.progress.report"]._get_settled_query(),
        )

    def _get_key(self):
        """What has a balance of its own."""
        return SQL(
            """company_id, currency_id, partner_id, country_id, state_id, user_id,
               team_id, product_id, categ_id"""
        )
