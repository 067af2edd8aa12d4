from odoo import models
from odoo.tools import SQL


class DispatchMovementMixin(models.AbstractModel):
    """What has left and what came back, in SQL, as the gate says it of records.

    In it, `move` is a done move, and `line` the line of the order that it is for.
    """

    _name = "dispatch.movement.mixin"
    _description = "Movements of ordered goods"
    _depends = {
        "sale.order.line": ["product_id", "product_uom_id", "qty_delivered"],
        "stock.location": ["parent_path", "usage"],
        "stock.move": [
            *("date", "location_dest_id", "location_id", "move_dest_ids"),
            *("origin_returned_move_id", "picking_id", "product_id", "product_uom"),
            *("quantity", "sale_line_id", "state", "to_refund"),
        ],
        "uom.uom": ["factor"],
    }

    def _get_sign(self, move):
        """1 when a move takes goods out of the house, -1 when it brings them back, as
        `stock.move._brings_out` says it of one."""
        return SQL(
            """(CASE
                WHEN %(move)s.location_id IN (%(outside)s)
                THEN CASE WHEN %(move)s.location_dest_id IN (%(outside)s)
                     THEN 0 ELSE -1 END
                WHEN %(move)s.location_dest_id IN (%(outside)s)
                  OR %(move)s.location_dest_id IN (
                     SELECT id FROM stock_location WHERE usage = 'supplier')
                  OR %(move)s.location_dest_id IN (
                     SELECT id FROM stock_location WHERE usage = 'transit')
                 AND NOT EXISTS (SELECT FROM stock_move_move_rel
                                  WHERE move_orig_id = %(move)s.id)
                THEN 1 ELSE 0 END)""",
            move=move,
            outside=self._get_outside(),
        )

    def _get_counted_sign(self, move):
        """1 or -1 when a move changes what core calls delivered."""
        return SQL(
            """(CASE
                WHEN %(move)s.location_dest_id IN (%(outside)s)
                THEN CASE WHEN %(move)s.origin_returned_move_id IS NULL
                            OR %(move)s.to_refund THEN 1 ELSE 0 END
                WHEN %(move)s.location_id IN (%(outside)s) AND %(move)s.to_refund
                THEN -1 ELSE 0 END)""",
            move=move,
            outside=self._get_outside(),
        )

    def _get_outside(self):
        """Places where goods are a customer's, as
        `stock.location._is_with_customer` says it of one."""
        between_companies = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )
        return SQL(
            """SELECT id FROM stock_location
                WHERE usage = 'customer'
                   OR %s = ANY(STRING_TO_ARRAY(parent_path, '/'))""",
            str(between_companies),
        )

    def _get_moved(self, sign, condition=None):
        """A query of what moves of the product of `line` have moved."""
        return SQL(
            """SELECT COALESCE(SUM(%(sign)s * earlier.quantity * earlier_unit.factor
                                   / line_unit.factor), 0) AS quantity
                 FROM stock_move earlier
                 JOIN uom_uom earlier_unit ON earlier_unit.id = earlier.product_uom
                WHERE earlier.sale_line_id = line.id AND earlier.state = 'done'
                  AND earlier.product_id = line.product_id %(condition)s""",
            sign=sign,
            condition=condition or SQL(),
        )

    def _get_counted(self):
        """A query of what core counts as delivered by the moves of each line."""
        return SQL(
            """
            SELECT own.id AS line_id, SUM(%(sign)s * ROUND(
                       move.quantity * unit.factor / own_unit.factor, %(digits)s
                   )) AS quantity
              FROM stock_move move
              JOIN sale_order_line own
                ON own.id = move.sale_line_id AND own.product_id = move.product_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom own_unit ON own_unit.id = own.product_uom_id
             WHERE move.state = 'done'
          GROUP BY own.id
            """,
            sign=self._get_counted_sign(SQL("move")),
            digits=self.env["decimal.precision"].precision_get("Product Unit"),
        )

    def _get_delivered_otherwise(self):
        """What counts as delivered of `line` though no move of the product brought
        it."""
        return SQL(
            """(line.qty_delivered - COALESCE((
                SELECT quantity FROM (%s) counted WHERE line_id = line.id), 0))""",
            self._get_counted(),
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
                                 AND line.product_id <> move.product_id
                                JOIN uom_uom unit ON unit.id = move.product_uom
                               WHERE move.state = 'done'
                          ) moved
                         WHERE sign <> 0
                    ) share
                GROUP BY line_id, picking_id, sign
              ) delivery
            WINDOW line AS (PARTITION BY line_id)
            """,
            sign=self._get_sign(SQL("move")),
            counted=self._get_counted_sign(SQL("move")),
        )
