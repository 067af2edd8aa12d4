"""Statistics and the general ledger over a hundred thousand orders: what they cost
beside `sale.report`, and beside SQL that somebody writes by hand for the one question.
"""

import gc
from collections import defaultdict

from . import steps
from .office import LIKE_OURS, Cost, worked

CUSTOMERS, PRODUCTS = 2_000, 200
DAYS = 730
# Each order is a copy of one that has gone its way: delivered, invoiced and paid; every
# third in two parts, every third not at all.
FILL = (
    """
    INSERT INTO sale_order
    SELECT old.*
      FROM sale_order template, generate_series(1, %(count)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', %(base)s + n,
               'name', 'FIG' || n,
               'partner_id', (%(customers)s::INT[])[1 + n * 7 %% %(customer_count)s],
               'date_order', template.date_order - n %% %(days)s * interval '1 day',
               'received_by_date', CASE n %% 3
                   WHEN 1 THEN jsonb_build_object(
                       CURRENT_DATE - n %% %(days)s, template.amount_total)
                   WHEN 2 THEN jsonb_build_object(
                       CURRENT_DATE - n %% %(days)s, template.amount_total / 2,
                       CURRENT_DATE - n %% %(days)s + 30, template.amount_total / 2)
                   END)) old
     WHERE template.id = %(template)s
    """,
    """
    INSERT INTO sale_order_line
    SELECT old.*
      FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS rank FROM sale_order_line
             WHERE order_id = %(template)s) ranked
      JOIN sale_order_line template ON template.id = ranked.id,
           generate_series(1, %(count)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', %(base)s + n * 10 + rank,
               'order_id', %(base)s + n,
               'product_id', (%(products)s::INT[])[
                   1 + (n * 3 + rank) %% %(product_count)s])) old
    """,
    """
    INSERT INTO stock_move
    SELECT old.*
      FROM stock_move template
      JOIN (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS rank FROM sale_order_line
             WHERE order_id = %(template)s) ranked
        ON ranked.id = template.sale_line_id,
           generate_series(1, %(count)s) n
      JOIN sale_order_line line ON line.order_id = %(base)s + n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('stock_move_id_seq'),
               'picking_id', NULL,
               'sale_line_id', line.id,
               'product_id', line.product_id,
               'date', template.date - n %% %(days)s * interval '1 day')) old
     WHERE line.id = %(base)s + n * 10 + rank
    """,
    """
    INSERT INTO account_move
    SELECT old.*
      FROM account_move template, generate_series(1, %(count)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', %(base)s + n,
               'name', 'FIG' || n,
               'invoice_date', template.invoice_date - n %% %(days)s)) old
     WHERE template.id = %(invoice)s
    """,
    """
    INSERT INTO account_move_line
    SELECT old.*
      FROM account_move_line template
      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = template.id
      JOIN (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS rank FROM sale_order_line
             WHERE order_id = %(template)s) ranked ON ranked.id = rel.order_line_id,
           generate_series(1, %(count)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', %(base)s + n * 10 + rank,
               'move_id', %(base)s + n)) old
    """,
    """
    INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
    SELECT id, id FROM sale_order_line WHERE id > %(base)s
    """,
    "ANALYZE",
)

# The four facts, as somebody would write them who knows that this company has neither
# returns, kits, services, foreign money nor two orders on an invoice.
FACTS = """
    SELECT sale.date_order::DATE AS date, sale.user_id, sale.partner_id,
           line.product_id, line.price_total AS ordered, 0 AS dispatched,
           0 AS invoiced, 0 AS collected
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
     WHERE sale.state = 'sale' AND sale.company_id = 1
     UNION ALL
    SELECT move.date::DATE, sale.user_id, sale.partner_id, line.product_id, 0,
           line.price_total * move.quantity / line.product_uom_qty, 0, 0
      FROM stock_move move
      JOIN stock_location place ON place.id = move.location_dest_id
      JOIN sale_order_line line ON line.id = move.sale_line_id
      JOIN sale_order sale ON sale.id = line.order_id
     WHERE move.state = 'done' AND place.usage = 'customer' AND sale.company_id = 1
     UNION ALL
    SELECT invoice.invoice_date, sale.user_id, sale.partner_id, line.product_id, 0, 0,
           item.price_total, 0
      FROM account_move_line item
      JOIN account_move invoice ON invoice.id = item.move_id
      JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
      JOIN sale_order_line line ON line.id = rel.order_line_id
      JOIN sale_order sale ON sale.id = line.order_id
     WHERE item.parent_state = 'posted' AND sale.company_id = 1
     UNION ALL
    SELECT received.key::DATE, sale.user_id, sale.partner_id, line.product_id, 0, 0, 0,
           received.value::NUMERIC * line.price_total / sale.amount_total
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id,
           JSONB_EACH_TEXT(sale.received_by_date) received
     WHERE sale.company_id = 1
"""
SUMS = "SUM(ordered), SUM(dispatched), SUM(invoiced), SUM(collected)"
BY_HAND = {
    "by month": f"""
        SELECT DATE_TRUNC('month', date), {SUMS} FROM ({FACTS}) fact GROUP BY 1""",
    "by product": f"SELECT product_id, {SUMS} FROM ({FACTS}) fact GROUP BY 1",
    "by person": f"SELECT user_id, {SUMS} FROM ({FACTS}) fact GROUP BY 1",
    "ledger": f"""
        SELECT *, SUM(dispatched - collected) OVER (PARTITION BY partner_id
                                                    ORDER BY month)
          FROM (SELECT partner_id, DATE_TRUNC('month', date) AS month,
                       SUM(dispatched) AS dispatched, SUM(invoiced) AS invoiced,
                       SUM(collected) AS collected
                  FROM ({FACTS}) fact GROUP BY 1, 2) total""",
}
GROUPS = {
    "by month": ["date:month"],
    "by product": ["product_id"],
    "by person": ["user_id"],
}
STATISTICS = [
    f"amount_{fact}:sum" for fact in ("ordered", "dispatched", "invoiced", "collected")
]
OF_CORE = [
    *("price_total:sum", "product_uom_qty:sum", "qty_delivered:sum"),
    "untaxed_amount_invoiced:sum",
]
LEDGER = [
    f"{name}:sum"
    for name in ("opening", "dispatched", "invoiced", "collected", "closing")
]


def fill(office, count):
    """Fill an office with so many orders that have gone their way."""
    template, _cost = office.do("clerk", steps.create, [office.prepare_order()])
    office.do("clerk", steps.confirm, template)
    office.do("dispatcher", steps.deliver, office.find("picking_ids", template))
    invoice, _cost = office.do("clerk", steps.invoice, template)
    office.do("finance", steps.post, invoice)
    with office.superuser() as env:
        facts = {
            "base": _get_highest_id(env),
            "count": count,
            "customers": _create(env["res.partner"], CUSTOMERS),
            "customer_count": CUSTOMERS,
            "days": DAYS,
            "invoice": invoice[0],
            "products": _create(env["product.product"], PRODUCTS),
            "product_count": PRODUCTS,
            "template": template[0],
        }
        for statement in FILL:
            env.cr.execute(statement, facts)


def _create(records, count):
    return records.create([{"name": f"Number {n}"} for n in range(count)]).ids


def _get_highest_id(env):
    """Copies get ids above all that is there."""
    models = ("sale.order", "sale.order.line", "account.move", "account.move.line")
    return max(env[model].search([], order="id desc", limit=1).id for model in models)


def compare(office, rounds):
    """Return for each question what it costs in each way: `{question: {way: costs}}`.

    The ways take turns, so all meet the same noise.
    """
    costs = {name: defaultdict(list) for name in (*GROUPS, "ledger")}
    for _round in range(rounds):
        for name in costs:
            for way, ask in _get_ways(name).items():
                costs[name][way].append(_cost(office, ask))
    return costs


def _get_ways(name):
    ways = {"by hand": lambda env: _ask_by_hand(env, name)}
    if name == "ledger":
        groups = ["partner_id", "date:month"]
        ways["ours"] = lambda env: _ask(env["dispatch.ledger.month"], groups, LEDGER)
        return ways
    groups = GROUPS[name]
    ways["sale.report"] = lambda env: _ask(env["sale.report"], groups, OF_CORE)
    ways["ours"] = lambda env: _ask(env["sale.progress.report"], groups, STATISTICS)
    return ways


def _ask(records, groups, sums):
    return records._read_group([], groups, sums)


def _ask_by_hand(env, name):
    env.cr.execute(LIKE_OURS)
    env.cr.execute(BY_HAND[name])
    return env.cr.fetchall()


def _cost(office, ask):
    gc.collect()
    with office.registry.cursor() as cr:
        env = office.environment(cr, "clerk")
        start = worked(cr)
        rows = ask(env)
        cost = Cost((worked(cr) - start) / 1e6, cr.sql_log_count)
    assert rows
    return cost
