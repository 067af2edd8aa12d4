from odoo import models
from odoo.tools import SQL


class DispatchMovementMixin(models.AbstractModel):
    """What has left and what came back, in SQL, as the gate says it of records.

    In it, `line` is the line of the order that goods moved for.
    """

    _name = "dispatch.movement.mixin"
    _description = "Movements of ordered goods"
    _depends = {
        "sale.order": ["date_order", "effective_date"],
        "sale.order.line": [
            *("product_id", "product_uom_id", "product_uom_qty", "qty_delivered"),
            *("unordered_unit_subtotal", "unordered_unit_total"),
            "qty_delivered_method",
        ],
        "stock.location": ["parent_path", "usage"],
        "stock.move": [
            *("date", "location_dest_id", "location_id", "move_dest_ids"),
            *("origin_returned_move_id", "picking_id", "product_id", "product_uom"),
            *("quantity", "sale_line_id", "state", "to_refund"),
        ],
        "uom.uom": ["factor"],
    }

    def _has_kits(self):
        """Kits come with Manufacturing, which the add-on does not depend on."""
        return "bom_line_id" in self.env["stock.move"]._fields

    def _is_own(self, move):
        """Whether a move is of what was ordered, and not of a part of it."""
        return SQL("%s.bom_line_id IS NULL", move) if self._has_kits() else SQL("TRUE")

    def _may_be_delivered_otherwise(self):
        """Whether something may count as delivered that no move of the product brought:
        if core takes it from moves, and there is one, they tell it all. What somebody
        types over that lasts until core counts again, and has not left."""
        return SQL(
            """NOT EXISTS (
                SELECT FROM stock_move own
                 WHERE own.sale_line_id = line.id AND own.state = 'done'
                   AND own.product_id = line.product_id
                   AND line.qty_delivered_method = 'stock_move'
                   AND %(is_counted_alone)s)""",
            is_counted_alone=self._is_counted_alone(SQL("own")),
        )

    def _is_counted_alone(self, move):
        """Core adds what a counter has handed over to what moves brought, and counts
        what a repair has put in though it went into production. Both come with modules
        that the add-on does not depend on."""
        conditions = [SQL("TRUE")]
        if "repair_id" in self.env["stock.move"]._fields:
            conditions.append(SQL("%s.repair_id IS NULL", move))
        if "pos_order_line_ids" in self.env["sale.order.line"]._fields:
            conditions.append(
                SQL(
                    """NOT EXISTS (
                        SELECT FROM pos_order_line counter
                         WHERE counter.sale_order_line_id = %s.sale_line_id)""",
                    move,
                )
            )
        return SQL(" AND ").join(conditions)

    def _is_no_kit(self):
        """Whether no part of the line was moved: if one was, it tells the day."""
        if not self._has_kits():
            return SQL("TRUE")
        move = SQL("part")
        return SQL(
            """NOT EXISTS (
                   SELECT FROM stock_move part %(places)s
                    WHERE part.sale_line_id = line.id AND part.state = 'done'
                      AND NOT %(is_own)s AND %(sign)s <> 0)""",
            is_own=self._is_own(move),
            places=self._from_places(move),
            sign=self._get_sign(move),
        )

    def _get_parts_of_kits(self):
        """A query of the deliveries and returns of parts of kits, and of how much each
        is of all parts of the line: one of four wheels is a quarter of the wheels."""
        return SQL(
            """
            SELECT line_id, move_id, picking_id, date, part,
                   ROUND(SUM(counted) OVER line, 9) AS counted,
                   SUM(part) FILTER (WHERE part > 0) OVER line AS whole,
                   COALESCE(SUM(part) OVER (
                       PARTITION BY line_id ORDER BY date, move_id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                   ), 0) AS before
              FROM (
                  SELECT line_id, MIN(id) AS move_id, picking_id, MIN(date) AS date,
                         SUM(sign * part) AS part, SUM(counted * part) AS counted
                    FROM (
                        SELECT line_id, id, picking_id, date, sign, counted,
                               quantity / NULLIF(SUM(quantity) FILTER (WHERE sign > 0)
                                   OVER (PARTITION BY line_id, product_id), 0) AS part
                          FROM (
                              SELECT line.id AS line_id, move.id, move.picking_id,
                                     move.date, move.product_id, %(sign)s AS sign,
                                     %(counted)s AS counted,
                                     move.quantity * unit.factor AS quantity
                                FROM stock_move move
                                JOIN sale_order_line line
                                  ON line.id = move.sale_line_id
                                JOIN uom_uom unit ON unit.id = move.product_uom
                                %(places)s
                               WHERE move.state = 'done'
                                 AND NOT %(is_own)s
                          ) moved
                         WHERE sign <> 0
                    ) share
                GROUP BY line_id, picking_id, sign
              ) delivery
            WINDOW line AS (PARTITION BY line_id)
            """,
            sign=self._get_sign(SQL("move")),
            counted=self._get_counted_sign(SQL("move")),
            is_own=self._is_own(SQL("move")),
            places=self._from_places(SQL("move")),
        )

    # ------------------------------------------------------------
    # MOVES
    # ------------------------------------------------------------

    def _from_places(self, move):
        """Where a move comes from and goes to. What a place is is told once for each
        place, not for each move: so they are grouped."""
        places = SQL(
            """(SELECT id, usage, usage = 'customer'
                       OR %s = ANY(STRING_TO_ARRAY(parent_path, '/')) AS is_outside
                  FROM stock_location GROUP BY id)""",
            str(self._get_place_between_companies()),
        )
        return SQL(
            """JOIN %(places)s source ON source.id = %(move)s.location_id
               JOIN %(places)s destination
                 ON destination.id = %(move)s.location_dest_id""",
            places=places,
            move=move,
        )

    def _get_place_between_companies(self):
        return self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )

    def _get_sign(self, move):
        """1 when a move takes goods out of the house, -1 when it brings them back, as
        `stock.move._brings_out` says it of one."""
        return SQL(
            """(CASE
                WHEN source.is_outside THEN destination.is_outside::INTEGER - 1
                WHEN destination.is_outside OR destination.usage = 'supplier'
                  OR destination.usage = 'transit' AND NOT EXISTS (
                     SELECT FROM stock_move_move_rel WHERE move_orig_id = %s.id)
                THEN 1 ELSE 0 END)""",
            move,
        )

    def _get_counted_sign(self, move):
        """1 or -1 when a move changes what core calls delivered."""
        return SQL(
            """(CASE
                WHEN destination.is_outside AND (%(move)s.to_refund
                  OR %(move)s.origin_returned_move_id IS NULL) THEN 1
                WHEN destination.is_outside THEN 0
                WHEN source.is_outside AND %(move)s.to_refund THEN -1
                ELSE 0 END)""",
            move=move,
        )

    def _get_quantity(self, move):
        """What a move has moved in the unit of `line`; not rounded."""
        return SQL(
            """(CASE WHEN %(move)s.product_uom = line.product_uom_id
                THEN %(move)s.quantity ELSE %(move)s.quantity
                    * (SELECT factor FROM uom_uom WHERE id = %(move)s.product_uom)
                    / (SELECT factor FROM uom_uom WHERE id = line.product_uom_id)
                END)""",
            move=move,
        )

    def _get_moved_before(self, moment, move):
        return self._get_moved(
            SQL("AND (earlier.date, earlier.id) < (%s, %s)", moment, move)
        )

    def _get_moved(self, condition=None):
        """A query of what moves of the goods of `line` have moved."""
        move = SQL("earlier")
        return SQL(
            """SELECT COALESCE(SUM(%(sign)s * %(quantity)s), 0) AS start
                 FROM stock_move earlier
                 %(places)s
                WHERE earlier.sale_line_id = line.id AND earlier.state = 'done'
                  AND %(is_own)s %(condition)s""",
            condition=condition or SQL(),
            places=self._from_places(move),
            is_own=self._is_own(move),
            quantity=self._get_quantity(move),
            sign=self._get_sign(move),
        )

    def _get_delivered_otherwise(self):
        """A query of what counts as delivered of `line` less what core counts by moves
        of its product."""
        move = SQL("own")
        return SQL(
            """SELECT line.qty_delivered - COALESCE(
                          SUM(%(sign)s * ROUND(%(quantity)s, %(digits)s)), 0
                      ) AS quantity
                 FROM stock_move own
                 %(places)s
                WHERE own.sale_line_id = line.id AND own.state = 'done'
                  AND own.product_id = line.product_id""",
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
            places=self._from_places(move),
            quantity=self._get_quantity(move),
            sign=self._get_counted_sign(move),
        )

    # ------------------------------------------------------------
    # VALUE
    # ------------------------------------------------------------

    def _get_stretch(self, start, quantity):
        """A query of what had moved of `line` before a movement, and with it.

        :param start: query of the former
        """
        return SQL(
            'SELECT start, start + %s AS "end" FROM (%s) earlier', quantity, start
        )

    def _get_part(self, price, is_return, size, stretch):
        """What a movement is worth of the price of its line.

        Neighbouring stretches of the price, so that parts add up to it, to the cent;
        for a whole line, nothing has to be looked up.
        """
        return SQL(
            """(
                CASE WHEN %(size)s = line.product_uom_qty THEN %(whole)s
                     ELSE (SELECT %(end)s - %(start)s FROM (%(stretch)s) stretch) END
            )""",
            size=size,
            whole=self._get_signed(is_return, price),
            start=self._get_worth(price, "start"),
            end=self._get_worth(price, "end"),
            stretch=stretch,
        )

    def _get_signed(self, is_return, amount):
        return SQL(
            "(CASE WHEN %(is_return)s THEN -%(amount)s ELSE %(amount)s END)",
            is_return=is_return,
            amount=amount,
        )

    def _get_worth(self, price, end):
        """What the line up to an end of a stretch is worth."""
        return SQL(
            """ROUND(%s * stretch.%s / COALESCE(NULLIF(line.product_uom_qty, 0), 1),
                     (SELECT decimal_places FROM res_currency
                       WHERE id = sale.currency_id))""",
            price,
            SQL.identifier(end),
        )

    def _get_price(self, name="total"):
        """What `line` is worth; where none is ordered, what one is worth."""
        return SQL(
            """(CASE WHEN line.product_uom_qty = 0 THEN line.%s ELSE line.%s END)""",
            SQL.identifier(f"unordered_unit_{name}"),
            SQL.identifier(f"price_{name}"),
        )
