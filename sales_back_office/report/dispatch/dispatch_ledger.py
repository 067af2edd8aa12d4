from odoo import fields, models
from odoo.tools import SQL


class DispatchLedger(models.Model):
    """What has left with each line of an order, and what came back (duty 40): a row for
    each movement, dated and priced as on the order.

    What counts as delivered though no move of the product brought it has its rows, too:
    a kit those of the deliveries of its parts, a service or what was handed over at a
    counter a row without a delivery. So the quantities of a line add up to what has
    left and not come back.
    """

    _name = "dispatch.ledger"
    _inherit = ["sale.figure.mixin", "dispatch.movement.mixin"]
    _description = "Dispatch ledger"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "account.move": ["currency_id", "invoice_currency_rate", "move_type"],
        "account.move.line": ["parent_state", "price_total"],
        "sale.order": ["amount_received", "date_order", "effective_date"],
        "sale.order.line": [
            *("discount", "invoice_lines", "price_subtotal", "price_unit"),
            "product_uom_qty",
        ],
    }

    kind = fields.Selection(
        [
            ("dispatch", "Dispatched"),
            ("return", "Returned"),
            ("other", "Without a delivery"),
        ],
        readonly=True,
        help="Without a delivery: services, and goods handed over at a counter.",
    )
    picking_id = fields.Many2one("stock.picking", string="Delivery", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="Negative: it came back."
    )
    order_currency_id = fields.Many2one(
        "res.currency", string="Currency of the order", readonly=True
    )
    price_unit = fields.Monetary(
        string="Unit price",
        currency_field="order_currency_id",
        aggregator=None,
        readonly=True,
    )
    discount = fields.Float(string="Discount (%)", aggregator=None, readonly=True)
    amount_currency = fields.Monetary(
        string="Amount in currency of the order",
        currency_field="order_currency_id",
        aggregator=None,
        readonly=True,
    )
    amount_untaxed = fields.Monetary(string="Untaxed amount", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_total = fields.Monetary(
        string="Amount dispatched",
        readonly=True,
        help="With tax, in the currency of the company at the rate of the order.",
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced of it",
        readonly=True,
        help="What is invoiced of a line is for what was dispatched first.",
    )
    amount_received = fields.Monetary(
        string="Received of it",
        readonly=True,
        help="What is received on an order is for its lines by value, and for what was"
        " dispatched first.",
    )

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._get_moves(),
            self._get_kits(),
            self._get_rest(),
        )

    def _get_moves(self):
        """A row for each move of the product that was ordered."""
        return SQL(
            """
            SELECT 3::BIGINT * move.id AS id, %(columns)s
              FROM stock_move move
              JOIN sale_order_line line
                ON line.id = move.sale_line_id AND line.product_id = move.product_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              %(order)s
             WHERE move.state = 'done' AND %(sign)s <> 0
            """,
            columns=self._select(
                kind=SQL(
                    "CASE %s WHEN 1 THEN 'dispatch' ELSE 'return' END",
                    self._get_sign(SQL("move")),
                ),
                moment=SQL("move.date"),
                picking=SQL("move.picking_id"),
                quantity=SQL(
                    "%s * move.quantity * unit.factor / line_unit.factor",
                    self._get_sign(SQL("move")),
                ),
                before=self._get_moved(
                    self._get_sign(SQL("earlier")),
                    SQL("AND (earlier.date, earlier.id) < (move.date, move.id)"),
                ),
            ),
            order=self._from_order(),
            sign=self._get_sign(SQL("move")),
        )

    def _get_kits(self):
        """A row for each delivery of parts of a kit, with the share in what the line
        has delivered that its parts have in all parts."""
        per_part = SQL(
            """(CASE WHEN kit.counted <> 0 THEN %s / kit.counted
                ELSE line.product_uom_qty / NULLIF(kit.whole, 0) END)""",
            self._get_delivered_otherwise(),
        )
        return SQL(
            """
            SELECT 3::BIGINT * kit.move_id + 1 AS id, %(columns)s
              FROM (%(parts)s) kit
              JOIN sale_order_line line ON line.id = kit.line_id
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              %(order)s
             WHERE kit.part * %(per_part)s <> 0
            """,
            columns=self._select(
                kind=SQL("CASE WHEN kit.part > 0 THEN 'dispatch' ELSE 'return' END"),
                moment=SQL("kit.date"),
                picking=SQL("kit.picking_id"),
                quantity=SQL("kit.part * %s", per_part),
                before=SQL("SELECT kit.before * %s AS quantity", per_part),
            ),
            parts=self._get_parts_of_kits(),
            order=self._from_order(),
            per_part=per_part,
        )

    def _get_rest(self):
        """A row for each line of which more or less counts as delivered than moves
        brought: on the day of the order's first delivery, for nothing tells another."""
        return SQL(
            """
            SELECT 3::BIGINT * line.id + 2 AS id, %(columns)s
              FROM sale_order_line line
         LEFT JOIN (%(counted)s) counted ON counted.line_id = line.id
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              %(order)s
             WHERE line.qty_delivered <> COALESCE(counted.quantity, 0)
               AND NOT EXISTS (
                   SELECT FROM stock_move move
                    WHERE move.sale_line_id = line.id AND move.state = 'done'
                      AND move.product_id <> line.product_id AND %(sign)s <> 0)
            """,
            columns=self._select(
                kind=SQL("'other'"),
                moment=SQL("COALESCE(sale.effective_date, sale.date_order)"),
                picking=SQL("NULL::INTEGER"),
                quantity=SQL("line.qty_delivered - COALESCE(counted.quantity, 0)"),
                before=self._get_moved(self._get_sign(SQL("earlier"))),
            ),
            counted=self._get_counted(),
            order=self._from_order(),
            sign=self._get_sign(SQL("move")),
        )

    # ------------------------------------------------------------
    # COLUMNS
    # ------------------------------------------------------------

    def _select(self, kind, moment, picking, quantity, before):
        """The columns of a row.

        :param before: a query of the quantity that had moved before
        """
        total, untaxed = (
            self._get_part(price, quantity, before)
            for price in (SQL("line.price_total"), SQL("line.price_subtotal"))
        )
        settled = {
            name: self._get_first_come(amount, quantity, before)
            for name, amount in (
                ("invoiced", self._get_invoiced()),
                ("received", self._get_part_by_value(SQL("sale.amount_received"))),
            )
        }
        return SQL(
            """%(order)s,
               %(kind)s AS kind,
               %(day)s AS date,
               %(picking)s AS picking_id,
               line.product_uom_id,
               %(quantity)s AS quantity,
               sale.currency_id AS order_currency_id,
               line.price_unit,
               line.discount,
               %(total)s AS amount_currency,
               %(company_untaxed)s AS amount_untaxed,
               %(company_tax)s AS amount_tax,
               %(company_total)s AS amount_total,
               %(invoiced)s AS amount_invoiced,
               %(received)s AS amount_received""",
            order=self._select_order(),
            kind=kind,
            day=self._get_day(moment),
            picking=picking,
            quantity=quantity,
            total=total,
            company_untaxed=self._to_company_currency(untaxed),
            company_tax=self._to_company_currency(SQL("(%s - %s)", total, untaxed)),
            company_total=self._to_company_currency(total),
            invoiced=self._to_company_currency(settled["invoiced"]),
            received=self._to_company_currency(settled["received"]),
        )

    def _get_part(self, price, quantity, before):
        """What a quantity is worth of the price of its line.

        Neighbouring stretches of the price, so that parts add up to it, to the cent;
        for a whole line, nothing has to be looked up.
        """
        return SQL(
            """(
                CASE WHEN ABS(%(quantity)s) = line.product_uom_qty
                     THEN SIGN(%(quantity)s) * %(price)s
                     ELSE (SELECT %(after)s - %(start)s FROM (%(before)s) before) END
            )""",
            quantity=quantity,
            price=price,
            before=before,
            after=self._get_worth(price, SQL("(before.quantity + %s)", quantity)),
            start=self._get_worth(price, SQL("before.quantity")),
        )

    def _get_first_come(self, amount, quantity, before):
        """What falls to a quantity of an amount that is for what was dispatched first;
        what came back takes its part along."""
        total, moved = SQL("line.price_total"), SQL("before.quantity")
        after = SQL("(before.quantity + %s)", quantity)
        return SQL(
            """(
                SELECT SIGN(line.price_total) * (
                           LEAST(ABS(settled.amount), ABS(%(after)s))
                         - LEAST(ABS(settled.amount), ABS(%(start)s)))
                  FROM (%(before)s) before
            CROSS JOIN (SELECT %(amount)s AS amount OFFSET 0) settled
            )""",
            after=self._get_worth(total, after),
            start=self._get_worth(total, moved),
            before=before,
            amount=amount,
        )

    def _get_worth(self, price, quantity):
        return SQL(
            """ROUND(COALESCE(%s * %s / NULLIF(line.product_uom_qty, 0), 0),
                     currency.decimal_places)""",
            price,
            quantity,
        )

    def _get_invoiced(self):
        """What posted invoices ask for `line`, less credit notes, in the currency of
        the order."""
        return SQL(
            """(
                SELECT COALESCE(SUM(%(amount)s), 0)
                  FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line item ON item.id = rel.invoice_line_id
                   AND item.parent_state = 'posted'
                  JOIN account_move invoice ON invoice.id = item.move_id
                 WHERE rel.order_line_id = line.id AND %(is_first)s
            )""",
            amount=self._get_amount_invoiced(),
            is_first=self._is_first_line_of(),
        )
