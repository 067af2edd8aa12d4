"""The performance of salespeople out of the orders of a year, against SQL by hand."""

from datetime import timedelta

from . import steps
from .office import LIKE_OURS

SALESPEOPLE = 50
FILL_USERS = """
    INSERT INTO res_users (login, partner_id, company_id, active, share,
                           notification_type)
    SELECT 'seller' || n, partner_id, company_id, TRUE, FALSE, 'email'
      FROM res_users, generate_series(1, %(salespeople)s) n
     WHERE id = %(user)s
 RETURNING id
"""
# Each order was delivered, invoiced and paid; its day is one of the year.
FILL_ORDERS = """
    INSERT INTO sale_order
    SELECT copy.*
      FROM sale_order template, generate_series(1, %(orders)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_id_seq'),
               'name', 'SOLD' || n,
               'user_id', (%(users)s)[1 + n %% %(salespeople)s],
               'date_order', %(day)s::DATE - n %% %(days)s + interval '2 hours',
               'received_by_date', jsonb_build_object(
                   %(day)s::DATE - n %% %(days)s, template.amount_total))) copy
     WHERE template.id = %(order)s
"""
COPIED = "sale_order.name LIKE 'SOLD%%'"
FILL_LINES = f"""
    INSERT INTO sale_order_line
    SELECT copy.*
      FROM sale_order, sale_order_line template,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_line_id_seq'),
               'order_id', sale_order.id)) copy
     WHERE template.order_id = %(order)s AND {COPIED}
"""
FILL_MOVES = f"""
    INSERT INTO stock_move
    SELECT copy.*
      FROM sale_order
      JOIN sale_order_line line ON line.order_id = sale_order.id
      JOIN stock_move template ON template.product_id = line.product_id
      JOIN sale_order_line first ON first.id = template.sale_line_id,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('stock_move_id_seq'),
               'sale_line_id', line.id,
               'date', sale_order.date_order)) copy
     WHERE first.order_id = %(order)s AND {COPIED}
"""
FILL_INVOICES = f"""
    INSERT INTO account_move
    SELECT copy.*
      FROM sale_order, account_move template,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('account_move_id_seq'),
               'name', sale_order.name,
               'ref', sale_order.id,
               'sequence_number', sale_order.id,
               'invoice_date', sale_order.date_order)) copy
     WHERE template.id = %(invoice)s AND {COPIED}
"""
FILL_INVOICE_LINES = f"""
    WITH item AS (
        INSERT INTO account_move_line
        SELECT copy.*
          FROM account_move invoice
          JOIN sale_order ON invoice.ref = sale_order.id::TEXT,
               account_move_line template,
               jsonb_populate_record(template, jsonb_build_object(
                   'id', nextval('account_move_line_id_seq'),
                   'move_id', invoice.id,
                   'full_reconcile_id', NULL)) copy
         WHERE template.move_id = %(invoice)s AND template.display_type = 'product'
           AND {COPIED}
     RETURNING id, move_id, product_id
    )
    INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
    SELECT item.id, line.id
      FROM item
      JOIN account_move invoice ON invoice.id = item.move_id
      JOIN sale_order_line line ON line.order_id = invoice.ref::INTEGER
       AND line.product_id = item.product_id
"""
# As somebody writes it who knows the company: it sells goods and services, of which
# some come back or are credited, but neither kits nor over a counter, and what it
# invoices is for one line of an order.
BY_HAND = """
      WITH fact AS (
          SELECT sale.user_id,
                 (sale.date_order AT TIME ZONE 'UTC'
                  AT TIME ZONE %(zone)s)::DATE AS date,
                 line.price_total / sale.currency_rate AS ordered,
                 0::NUMERIC AS dispatched, 0::NUMERIC AS invoiced,
                 0::NUMERIC AS collected
            FROM sale_order sale
            JOIN sale_order_line line ON line.order_id = sale.id
           WHERE sale.state = 'sale' AND sale.company_id = 1
             AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
       UNION ALL
          SELECT sale.user_id,
                 (move.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::DATE, 0,
                 CASE WHEN target.usage = 'customer' THEN 1 ELSE -1 END
                     * line.price_total / sale.currency_rate
                     * move.quantity / line.product_uom_qty, 0, 0
            FROM stock_move move
            JOIN stock_location source ON source.id = move.location_id
            JOIN stock_location target ON target.id = move.location_dest_id
            JOIN sale_order_line line ON line.id = move.sale_line_id
            JOIN sale_order sale ON sale.id = line.order_id
           WHERE move.state = 'done' AND sale.company_id = 1
             AND (source.usage = 'customer') <> (target.usage = 'customer')
       UNION ALL
          SELECT sale.user_id,
                 (COALESCE(sale.effective_date, sale.date_order) AT TIME ZONE 'UTC'
                  AT TIME ZONE %(zone)s)::DATE, 0,
                 line.price_total / sale.currency_rate
                     * line.qty_delivered / line.product_uom_qty, 0, 0
            FROM sale_order sale
            JOIN sale_order_line line ON line.order_id = sale.id
           WHERE line.qty_delivered_method = 'manual' AND line.qty_delivered <> 0
             AND sale.company_id = 1
       UNION ALL
          SELECT sale.user_id, invoice.invoice_date, 0, 0,
                 CASE WHEN invoice.move_type = 'out_refund' THEN -1 ELSE 1 END
                     * item.price_total / sale.currency_rate, 0
            FROM account_move_line item
            JOIN account_move invoice ON invoice.id = item.move_id
            JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
            JOIN sale_order_line line ON line.id = rel.order_line_id
            JOIN sale_order sale ON sale.id = line.order_id
           WHERE item.parent_state = 'posted' AND sale.company_id = 1
       UNION ALL
          SELECT sale.user_id, received.key::DATE, 0, 0, 0,
                 received.value::NUMERIC / sale.currency_rate
            FROM sale_order sale, JSONB_EACH_TEXT(sale.received_by_date) received
           WHERE sale.company_id = 1
      )
    SELECT user_id,
           SUM(ordered) FILTER (WHERE date = %(day)s),
           SUM(dispatched) FILTER (WHERE date = %(day)s),
           SUM(invoiced) FILTER (WHERE date = %(day)s),
           SUM(collected) FILTER (WHERE date = %(day)s),
           SUM(ordered) FILTER (WHERE date >= %(month)s),
           SUM(dispatched) FILTER (WHERE date >= %(month)s),
           SUM(invoiced) FILTER (WHERE date >= %(month)s),
           SUM(collected) FILTER (WHERE date >= %(month)s),
           SUM(ordered), SUM(dispatched), SUM(invoiced), SUM(collected)
      FROM fact
     WHERE date BETWEEN %(year)s AND %(day)s
  GROUP BY user_id
  ORDER BY 6 DESC
"""


def fill(office, orders):
    """Fill an office with orders that were delivered, invoiced and paid.

    :return: the day up to which there are some
    """
    order, _cost = office.do("clerk", steps.create, [office.prepare_order()])
    office.do("clerk", steps.confirm, order)
    office.do("dispatcher", steps.deliver, office.find("picking_ids", order))
    invoice, _cost = office.do("clerk", steps.invoice, order)
    office.do("finance", steps.post, invoice)
    office.do("finance", steps.pay, invoice)
    with office.superuser() as env:
        day = env.company._get_today()
        values = {
            "order": order[0],
            "invoice": invoice[0],
            "user": office.people["clerk"],
            "salespeople": SALESPEOPLE,
            "orders": orders,
            "day": day,
            "days": (day - day.replace(month=1, day=1) + timedelta(1)).days,
        }
        execute = env.cr.execute
        execute(FILL_USERS, values)
        values["users"] = [user for (user,) in env.cr.fetchall()]
        execute(FILL_ORDERS, values)
        execute("ANALYZE sale_order")
        execute(FILL_LINES, values)
        execute("ANALYZE sale_order_line")
        execute(FILL_MOVES, values)
        execute(FILL_INVOICES, values)
        execute("ANALYZE account_move")
        execute(FILL_INVOICE_LINES, values)
        execute("ANALYZE")
    return day


def by_hand(env, day):
    """Read the figures by SQL that knows this company, and nothing of rights."""
    _read_by_hand(env, day)
    return env["res.users"]


def by_sheet(env, day):
    """Read the figures as the workbook gets them."""
    _read_by_sheet(env, day)
    return env["res.users"]


def check(env, day):
    """Make sure that both ways read the same of each salesperson, in each span."""
    by_sheet, by_hand = (
        sorted([round(float(amount or 0), 2) for amount in row] for row in rows)
        for rows in (_read_by_sheet(env, day), _read_by_hand(env, day))
    )
    assert len(by_hand) >= SALESPEOPLE and by_sheet == by_hand
    return env["res.users"]


def _read_by_hand(env, day):
    env.cr.execute(LIKE_OURS)
    env.cr.execute(
        BY_HAND,
        {
            "day": day,
            "month": day.replace(day=1),
            "year": day.replace(month=1, day=1),
            "zone": env.company._get_zone(),
        },
    )
    return [row[1:] for row in env.cr.fetchall()]


def _read_by_sheet(env, day):
    """What the sheet says of each salesperson, without targets and rates."""
    sheet = env["back.office.sheet.performance"]
    labels = [column.label for column in sheet._get_columns()]
    places = [
        labels.index(f"{span}: {fact}")
        for span in ("Day", "Month", "Year")
        for fact in ("ordered", "dispatched", "invoiced", "collected")
    ]
    return [[row[place] for place in places] for row in sheet._get_rows((day, day))]


def by_core(env, day):
    """Read what was ordered as Odoo's own sales analysis does, once for each span."""
    for start in (day, day.replace(day=1), day.replace(month=1, day=1)):
        env["sale.report"]._read_group(
            [("date", ">=", start), ("state", "=", "sale")],
            ["user_id"],
            ["price_total:sum"],
        )
    return env["res.users"]
