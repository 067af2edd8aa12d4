from odoo import fields, models
from odoo.tools import SQL


class SaleFigureMixin(models.AbstractModel):
    """A row of a statistic about lines of orders.

    In its SQL, `line` is the line of the order and `sale` the order. What is only
    looked up is joined to the left, so that PostgreSQL leaves out what a reader does
    not ask for.
    """

    _name = "sale.figure.mixin"
    _inherit = ["large.query.mixin"]
    _description = "Row about lines of orders"
    _depends = {
        "sale.order": [
            *("amount_total", "company_id", "currency_id", "currency_rate"),
            *("partner_id", "team_id", "user_id"),
        ],
        "sale.order.line": [
            *("currency_id", "display_type", "order_id", "price_total", "product_id"),
            *("product_uom_qty", "qty_delivered", "unordered_unit_total"),
        ],
        "product.template": ["categ_id"],
        "res.company": ["currency_id", "partner_id", "resource_calendar_id"],
        "res.partner": ["commercial_partner_id", "country_id", "state_id", "tz"],
        "resource.calendar": ["tz"],
    }

    date = fields.Date(readonly=True, help="The day where the company is.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", string="Region", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product category", readonly=True
    )

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _select_order(self):
        """What each row says of its order."""
        return SQL(
            """sale.id AS order_id,
               line.id AS order_line_id,
               sale.company_id,
               company.currency_id,
               contact.commercial_partner_id AS partner_id,
               customer.country_id,
               customer.state_id,
               sale.user_id,
               sale.team_id,
               line.product_id,
               template.categ_id"""
        )

    def _from_order(self):
        """What belongs to a `line`."""
        return SQL(
            """JOIN sale_order sale ON sale.id = line.order_id
          LEFT JOIN res_currency currency ON currency.id = sale.currency_id
          LEFT JOIN (%s) company ON company.id = sale.company_id
          LEFT JOIN res_partner contact ON contact.id = sale.partner_id
          LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id
          LEFT JOIN product_product product ON product.id = line.product_id
          LEFT JOIN product_template template
                 ON template.id = product.product_tmpl_id""",
            self._get_companies(),
        )

    def _get_companies(self):
        """A query of companies with their time zone, as `res.company._get_zone` says
        it: told once for each company, and not for each row."""
        return SQL(
            """SELECT company.id, company.currency_id,
                      COALESCE(NULLIF(place.tz, ''), NULLIF(hours.tz, ''), 'UTC')
                      AS zone
                 FROM res_company company
            LEFT JOIN res_partner place ON place.id = company.partner_id
            LEFT JOIN resource_calendar hours ON hours.id = company.resource_calendar_id
               OFFSET 0"""
        )

    def _get_day(self, moment):
        """The day that it was where the company is."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE company.zone)::DATE", moment)

    def _to_company_currency(self, amount):
        """An amount of the order in the currency of the company.

        All that becomes of an order is worth what the order was, as in `sale.report`:
        so what is dispatched and paid in full leaves nothing open.
        """
        return SQL(
            """(CASE WHEN sale.currency_rate <> 1 AND sale.currency_rate <> 0
                THEN %(amount)s / sale.currency_rate ELSE %(amount)s END)""",
            amount=amount,
        )

    def _get_amount_invoiced(self):
        """What the line `item` of `invoice` asks for, in the currency of the order."""
        return SQL(
            """(
                CASE WHEN invoice.currency_id <> sale.currency_id
                THEN %(amount)s / COALESCE(NULLIF(invoice.invoice_currency_rate, 0), 1)
                     * COALESCE(NULLIF(sale.currency_rate, 0), 1)
                ELSE %(amount)s END
            )""",
            amount=SQL(
                """(CASE invoice.move_type WHEN 'out_refund' THEN -item.price_total
                    ELSE item.price_total END)"""
            ),
        )

    def _is_first_line_of(self):
        """Whether `line` is the first of those that the invoice line `rel` is for: what
        is billed once counts once."""
        return SQL(
            """NOT EXISTS (
                SELECT FROM sale_order_line_invoice_rel other
                 WHERE other.invoice_line_id = rel.invoice_line_id
                   AND other.order_line_id < rel.order_line_id
            )"""
        )

    def _get_value(self, line):
        """What a line counts for when money of its order is shared: its price, or what
        was delivered beyond the order."""
        return SQL(
            """(CASE WHEN %(line)s.product_uom_qty = 0 AND %(line)s.qty_delivered <> 0
                THEN ROUND(%(line)s.unordered_unit_total * %(line)s.qty_delivered,
                           (SELECT decimal_places FROM res_currency
                             WHERE id = %(line)s.currency_id))
                ELSE %(line)s.price_total END)""",
            line=line,
        )

    def _get_part_by_value(self, amount):
        """Part of an amount of the order that is for `line`, as
        `res.currency._split` takes it."""
        return SQL(
            """(
                SELECT CASE WHEN SUM(own.value) <> 0
                       THEN ROUND(%(amount)s
                                * SUM(own.value) FILTER (WHERE own.id <= line.id)
                                / SUM(own.value), currency.decimal_places)
                          - ROUND(%(amount)s * COALESCE(SUM(own.value)
                                                 FILTER (WHERE own.id < line.id), 0)
                                / SUM(own.value), currency.decimal_places)
                       -- an order without value: nothing must get lost
                       WHEN MIN(own.id) = line.id THEN %(amount)s ELSE 0 END
                  FROM (
                      SELECT sold.id, %(value)s AS value
                        FROM sale_order_line sold
                       WHERE sold.order_id = line.order_id
                         AND sold.display_type IS NULL
                  ) own
            )""",
            amount=amount,
            value=self._get_value(SQL("sold")),
        )
