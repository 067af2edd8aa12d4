from odoo import fields, models
from odoo.tools import SQL

# Rates, and the amounts that they are the share of what was signed for.
RATES = {"delivery_rate": "amount_delivered", "collection_rate": "amount_received"}


class SaleContractReport(models.Model):
    """Statistics of contracts (合同履行统计表): a row for each line signed."""

    _name = "sale.contract.report"
    _description = "Contract statistics"
    _auto = False
    _order = "date_signed desc"
    _rec_name = "contract_id"
    _depends = {
        "sale.contract": ["date_signed", "partner_id", "state", "user_id"],
        "sale.contract.line": [
            *("active", "company_id", "contract_id", "currency_id", "date_due"),
            *("product_id", "price_total", "quantity", "quantity_delivered"),
            *("quantity_open", "amount_ordered", "amount_delivered"),
            *("amount_invoiced", "amount_received"),
        ],
        "res.company": ["currency_id"],
        "res.currency.rate": ["rate", "name", "currency_id", "company_id"],
    }

    contract_id = fields.Many2one("sale.contract", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    date_signed = fields.Date(string="Signed on", readonly=True)
    date_due = fields.Date(string="Due on", readonly=True)
    state = fields.Selection(
        [("signed", "Concluded"), ("closed", "Closed"), ("terminated", "Terminated")],
        string="Status",
        readonly=True,
    )
    quantity = fields.Float(string="Quantity contracted", readonly=True)
    quantity_delivered = fields.Float(readonly=True)
    amount_signed = fields.Monetary(string="Amount contracted", readonly=True)
    amount_ordered = fields.Monetary(string="Amount ordered", readonly=True)
    amount_delivered = fields.Monetary(string="Amount delivered", readonly=True)
    amount_invoiced = fields.Monetary(string="Amount invoiced", readonly=True)
    amount_received = fields.Monetary(string="Amount received", readonly=True)
    amount_overdue = fields.Monetary(
        string="Amount overdue",
        readonly=True,
        help="Value of what should have been delivered by today and is not.",
    )
    delivery_rate = fields.Float(
        string="Delivered (%)", readonly=True, aggregator="avg"
    )
    collection_rate = fields.Float(
        string="Collected (%)", readonly=True, aggregator="avg"
    )

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: the rate of a group is that of its sums."""
        name, __, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg" or name not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, RATES[name], query),
            self._field_to_sql(self._table, "amount_signed", query),
        )

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        """Amounts are in the currency of the company, at the rate of the signature."""
        return SQL(
            """
            SELECT line.id,
                   line.contract_id,
                   line.company_id,
                   company.currency_id,
                   contract.partner_id,
                   contract.user_id,
                   line.product_id,
                   contract.date_signed,
                   line.date_due,
                   contract.state,
                   line.quantity,
                   line.quantity_delivered,
                   line.price_total * rate.value AS amount_signed,
                   line.amount_ordered * rate.value AS amount_ordered,
                   line.amount_delivered * rate.value AS amount_delivered,
                   line.amount_invoiced * rate.value AS amount_invoiced,
                   line.amount_received * rate.value AS amount_received,
                   CASE WHEN line.date_due < %(today)s AND contract.state = 'signed'
                        THEN line.price_total * line.quantity_open / line.quantity
                             * rate.value
                        ELSE 0 END AS amount_overdue,
                   100 * line.amount_delivered / NULLIF(line.price_total, 0)
                       AS delivery_rate,
                   100 * line.amount_received / NULLIF(line.price_total, 0)
                       AS collection_rate
            """,
            today=fields.Date.context_today(self),
        )

    def _from(self):
        return SQL(
            """
              FROM sale_contract_line line
              JOIN sale_contract contract ON contract.id = line.contract_id
              JOIN res_company company ON company.id = line.company_id
              JOIN LATERAL (
                  SELECT COALESCE(own.value, 1) / COALESCE(foreigner.value, 1) AS value
                    FROM (VALUES (1)) one
               LEFT JOIN LATERAL (%(own)s) own ON TRUE
               LEFT JOIN LATERAL (%(foreigner)s) foreigner ON TRUE
              ) rate ON TRUE
            """,
            own=self._get_rate(SQL("company.currency_id")),
            foreigner=self._get_rate(SQL("line.currency_id")),
        )

    def _get_rate(self, currency):
        """The last rate of a currency on the day of the signature."""
        return SQL(
            """
            SELECT rate AS value FROM res_currency_rate
             WHERE currency_id = %(currency)s
               AND (company_id = company.id OR company_id IS NULL)
               AND name <= contract.date_signed
          ORDER BY company_id, name DESC LIMIT 1
            """,
            currency=currency,
        )

    def _where(self):
        return SQL("WHERE line.active AND contract.state <> 'draft'")
