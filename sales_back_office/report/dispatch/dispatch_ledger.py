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
    _inherit = ["sale.order.figure.mixin", "dispatch.movement.mixin"]
    _description = "Dispatch ledger"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "account.move": ["currency_id", "invoice_currency_rate", "move_type"],
        "account.move.line": ["parent_state", "price_total"],
        "sale.order": ["amount_received"],
        "sale.order.line": [
            *("discount", "invoice_lines", "price_subtotal", "price_unit"),
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
    # SQL
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        """What is settled of a movement is looked up for those that are shown only, so
        it stands outside."""
        received = self._get_part_by_value(SQL("sale.amount_received"))
        return SQL(
            """
            SELECT moved.*,
                   %(invoiced)s AS amount_invoiced,
                   %(received)s AS amount_received
              FROM (%(movements)s) moved
            """,
            invoiced=self._get_first_come(self._get_invoiced()),
            received=self._get_first_come(received),
            movements=SQL(" UNION ALL ").join(self._get_movements()),
        )

    def _get_movements(self):
        movements = [self._get_moves(), self._get_rest()]
        if self._has_kits():
            movements.append(self._get_kits())
        return movements

    def _get_moves(self):
        """What moves of the goods of a line have moved."""
        move = SQL("move")
        return SQL(
            """
            SELECT 3::BIGINT * move.id AS id, %(columns)s
              FROM stock_move move
              %(places)s
              JOIN sale_order_line line ON line.id = move.sale_line_id
              %(order)s
             WHERE move.state = 'done' AND %(is_own)s AND %(sign)s <> 0
            """,
            columns=self._select(
                moment=SQL("move.date"),
                is_return=SQL("source.is_outside"),  # or it has no sign
                size=self._get_quantity(move),
                start=self._get_moved_before(SQL("move.date"), SQL("move.id")),
                move=SQL("move.id"),
                picking=SQL("move.picking_id"),
            ),
            places=self._from_places(move),
            is_own=self._is_own(move),
            order=self._from_order(),
            sign=self._get_sign(move),
        )

    def _get_rest(self):
        """What counts as delivered though no move has brought it: it has left with the
        first delivery of the order, for nothing tells another day.

        The lines are chosen before anything is joined to them: most are of moves.
        """
        moved = self._get_moved()
        return SQL(
            """
            SELECT 3::BIGINT * line.id + 2 AS id, %(columns)s
              FROM (SELECT * FROM sale_order_line line
                     WHERE line.qty_delivered <> 0 AND %(may_be)s AND %(is_no_kit)s
                   ) line
              %(order)s
        CROSS JOIN LATERAL (%(rest)s) rest
             WHERE rest.quantity <> 0
            """,
            columns=self._select(
                moment=SQL("COALESCE(sale.effective_date, sale.date_order)"),
                is_return=SQL("rest.quantity < 0"),
                size=SQL("ABS(rest.quantity)"),
                start=moved,
                kind=SQL("'other'"),
                before=SQL("(%s)", moved),
            ),
            is_no_kit=self._is_no_kit(),
            may_be=self._may_be_delivered_otherwise(),
            order=self._from_order(),
            rest=self._get_delivered_otherwise(),
        )

    def _get_kits(self):
        """What the deliveries of parts of a kit have of what its line has delivered."""
        per_part = SQL(
            """(CASE WHEN kit.counted <> 0 THEN rest.quantity / kit.counted
                ELSE line.product_uom_qty / NULLIF(kit.whole, 0) END)"""
        )
        before = SQL("(kit.before * %s)", per_part)
        return SQL(
            """
            SELECT 3::BIGINT * kit.move_id + 1 AS id, %(columns)s
              FROM (%(parts)s) kit
              JOIN sale_order_line line ON line.id = kit.line_id
              %(order)s
        CROSS JOIN LATERAL (%(rest)s) rest
             WHERE kit.part * %(per_part)s <> 0
            """,
            columns=self._select(
                moment=SQL("kit.date"),
                is_return=SQL("kit.part * %s < 0", per_part),
                size=SQL("ABS(kit.part * %s)", per_part),
                start=SQL("SELECT %s AS start", before),
                move=SQL("kit.move_id"),
                picking=SQL("kit.picking_id"),
                before=before,
            ),
            order=self._from_order(),
            parts=self._get_parts_of_kits(),
            per_part=per_part,
            rest=self._get_delivered_otherwise(),
        )

    # ------------------------------------------------------------
    # COLUMNS
    # ------------------------------------------------------------

    def _select(
        self,
        moment,
        is_return,
        size,
        start,
        kind=None,
        move=None,
        picking=None,
        before=None,
    ):
        """The columns of a movement.

        :param size: its quantity without a sign
        :param start: query of the quantity that had moved before
        :param before: that quantity, if the moves of the line do not tell
        """
        quantity = self._get_signed(is_return, size)
        stretch = self._get_stretch(start, quantity)
        total, untaxed = (
            self._get_part(self._get_price(name), is_return, size, stretch)
            for name in ("total", "subtotal")
        )
        return SQL(
            """%(order)s,
               %(kind)s AS kind,
               %(day)s AS date,
               %(moment)s AS moment,
               %(move)s AS move_id,
               %(picking)s AS picking_id,
               line.product_uom_id,
               %(quantity)s AS quantity,
               %(before)s AS before,
               sale.currency_id AS order_currency_id,
               line.price_unit,
               line.discount,
               %(total)s AS amount_currency,
               %(company_untaxed)s AS amount_untaxed,
               %(company_tax)s AS amount_tax,
               %(company_total)s AS amount_total""",
            order=self._select_order(),
            kind=kind
            or SQL("CASE WHEN %s THEN 'return' ELSE 'dispatch' END", is_return),
            day=self._get_day(moment),
            moment=moment,
            move=move or SQL("NULL::INTEGER"),
            picking=picking or SQL("NULL::INTEGER"),
            quantity=quantity,
            before=before or SQL("NULL::NUMERIC"),
            total=total,
            company_untaxed=self._to_company_currency(untaxed),
            company_tax=self._to_company_currency(SQL("(%s - %s)", total, untaxed)),
            company_total=self._to_company_currency(total),
        )

    def _get_first_come(self, amount):
        """What falls to `moved` of an amount that is for what was dispatched first;
        what came back takes its part along."""
        price = self._get_price()
        part = SQL(
            """(SIGN(%(price)s) * (
                    LEAST(ABS(settled.amount), ABS(%(end)s))
                  - LEAST(ABS(settled.amount), ABS(%(start)s))))""",
            start=self._get_worth(price, "start"),
            end=self._get_worth(price, "end"),
            price=price,
        )
        start = SQL(
            "SELECT COALESCE(moved.before, start) AS start FROM (%s) earlier",
            self._get_moved_before(SQL("moved.moment"), SQL("moved.move_id")),
        )
        return SQL(
            """(
                SELECT %(part)s
                  FROM sale_order_line line
                  JOIN sale_order sale ON sale.id = line.order_id
                  JOIN res_currency currency ON currency.id = sale.currency_id
            CROSS JOIN LATERAL (%(stretch)s) stretch
            CROSS JOIN LATERAL (SELECT %(amount)s AS amount OFFSET 0) settled
                 WHERE line.id = moved.order_line_id
            )""",
            amount=amount,
            part=self._to_company_currency(part),
            stretch=self._get_stretch(start, SQL("moved.quantity")),
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
