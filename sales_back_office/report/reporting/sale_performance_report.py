from odoo import fields, models
from odoo.tools import SQL

# Rates, and what they are the share of.
RATES = {
    "rate_ordered": ("amount_ordered", "target_ordered"),
    "rate_collected": ("amount_collected", "target_collected"),
}


class SalePerformanceReport(models.Model):
    """What salespeople have reached, beside the targets of their months (duty 8).

    A row is one of the sales statistics or the target of a month; grouped by month and
    salesperson, they are the performance.
    """

    _name = "sale.performance.report"
    _inherit = ["large.query.mixin"]
    _description = "Salesperson performance by month"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _depends = {
        "sale.progress.report": [
            *("date", "company_id", "currency_id", "order_id", "partner_id"),
            *("user_id", "amount_ordered", "amount_dispatched", "amount_invoiced"),
        ],
        "sale.order": ["currency_rate", "partner_id", "received_by_date", "user_id"],
        "sale.target": [
            *("company_id", "user_id", "period", "date", "target_ordered"),
            "target_collected",
        ],
        "res.company": ["currency_id"],
    }

    date = fields.Date(readonly=True, help="The day where the company is.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    target_ordered = fields.Monetary(string="Target of orders", readonly=True)
    amount_ordered = fields.Monetary(string="Amount ordered", readonly=True)
    rate_ordered = fields.Float(
        string="Target of orders reached (%)", readonly=True, aggregator="avg"
    )
    amount_dispatched = fields.Monetary(string="Amount dispatched", readonly=True)
    amount_invoiced = fields.Monetary(string="Amount invoiced", readonly=True)
    target_collected = fields.Monetary(string="Target of collections", readonly=True)
    amount_collected = fields.Monetary(string="Amount collected", readonly=True)
    rate_collected = fields.Float(
        string="Target of collections reached (%)", readonly=True, aggregator="avg"
    )

    def action_open_document(self):
        """Open what the row is about: an order, or the target.

        :return: window action on `sale.order` or `sale.target`
        :raise AccessError: when the user may not read the row
        """
        self.ensure_one()
        self.check_access("read")
        document = self.order_id or self.env["sale.target"].browse(-self.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: the rate of a group is that of its sums."""
        name, __, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg" or name not in RATES:
            return super()._read_group_select(aggregate_spec, query)
        amount, target = (
            self._field_to_sql(self._table, field, query) for field in RATES[name]
        )
        return SQL("100 * SUM(%s) / NULLIF(SUM(%s), 0)", amount, target)

    @property
    def _table_query(self):
        """What came in is for a salesperson as a whole: it is not shared by lines."""
        progress = self.env["sale.progress.report"]
        return SQL(" UNION ALL ").join(
            [
                self._get_progress(progress),
                self._get_collected(progress),
                self._get_targets(),
            ]
        )

    def _get_progress(self, progress):
        names = (
            *("date", "company_id", "currency_id", "user_id", "order_id", "partner_id"),
            *("amount_ordered", "amount_dispatched", "amount_invoiced"),
            "amount_collected",
        )
        return SQL(
            "SELECT %s FROM (%s) progress",
            self._select(
                id=SQL("id"), **{name: SQL.identifier(name) for name in names}
            ),
            SQL(" UNION ALL ").join(
                [
                    progress._get_ordered(),
                    progress._get_dispatched(),
                    progress._get_invoiced(),
                ]
            ),
        )

    def _get_collected(self, progress):
        return SQL(
            """
            SELECT %(columns)s
              FROM sale_order sale
         LEFT JOIN res_company company ON company.id = sale.company_id
         LEFT JOIN res_partner contact ON contact.id = sale.partner_id
        CROSS JOIN LATERAL JSONB_EACH_TEXT(sale.received_by_date) received
            """,
            columns=self._select(
                id=SQL(
                    """4 * (sale.id * 65536::BIGINT
                            + (received.key::DATE - DATE '2000-01-01')) + 3"""
                ),
                date=SQL("received.key"),
                company_id=SQL("sale.company_id"),
                currency_id=SQL("company.currency_id"),
                user_id=SQL("sale.user_id"),
                order_id=SQL("sale.id"),
                partner_id=SQL("contact.commercial_partner_id"),
                amount_collected=progress._to_company_currency(
                    SQL("received.value::NUMERIC")
                ),
            ),
        )

    def _get_targets(self):
        return SQL(
            """
            SELECT %(columns)s
              FROM sale_target target
              JOIN res_company company ON company.id = target.company_id
             WHERE target.period = 'month'
            """,
            columns=self._select(
                id=SQL("-target.id"),
                date=SQL("target.date"),
                company_id=SQL("target.company_id"),
                currency_id=SQL("company.currency_id"),
                user_id=SQL("target.user_id"),
                target_ordered=SQL("target.target_ordered"),
                target_collected=SQL("target.target_collected"),
            ),
        )

    def _select(self, **columns):
        """The columns of a row, of which most are nothing.

        Each has its type spelled: only rows of the same types are one table to
        PostgreSQL, else it copies them before it adds them up.
        """
        return SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                columns.get(name, SQL("NULL")),
                SQL.identifier("int8" if name == "id" else field.column_type[0]),
                SQL.identifier(name),
            )
            for name, field in self._fields.items()
            if field.store and field.column_type
        )
