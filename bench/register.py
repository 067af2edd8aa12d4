"""A register of contracts that orders have called for years."""

import base64
from dataclasses import dataclass

from odoo.fields import Command

from . import steps
from .office import PLENTY

# How many orders have called some contracts, and how many one of them.
FEW, MANY = 10, 1000
FILL_CONTRACTS = """
    INSERT INTO sale_contract
    SELECT old.*
      FROM sale_contract template, generate_series(2, %(count)s) n,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_contract_id_seq'),
               'name', 'OLD' || n,
               'date_signed', template.date_signed - n %% 1000)) old
     WHERE template.id = %(template)s
 RETURNING id
"""
FILL_CONTRACT_LINES = """
    INSERT INTO sale_contract_line
    SELECT old.*
      FROM sale_contract, sale_contract_line template,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_contract_line_id_seq'),
               'contract_id', sale_contract.id)) old
     WHERE template.contract_id = %(template)s AND sale_contract.name LIKE 'OLD%%'
"""
FILL_ORDERS = """
    INSERT INTO sale_order
    SELECT old.*
      FROM sale_order template,
           unnest(%(contracts)s) WITH ORDINALITY AS called (contract_id, n),
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_id_seq'),
               'name', 'CALL' || n,
               'date_order', template.date_order - n * interval '1 minute',
               'contract_id', called.contract_id)) old
     WHERE template.id = %(template)s
"""
FILL_ORDER_LINES = """
    INSERT INTO sale_order_line
    SELECT old.*
      FROM sale_order_line template
      JOIN sale_contract_line first ON first.id = template.contract_line_id
      JOIN sale_contract_line own ON own.sequence = first.sequence
      JOIN sale_order ON sale_order.contract_id = own.contract_id,
           jsonb_populate_record(template, jsonb_build_object(
               'id', nextval('sale_order_line_id_seq'),
               'order_id', sale_order.id,
               'contract_line_id', own.id)) old
     WHERE template.order_id = %(template)s AND sale_order.name LIKE 'CALL%%'
"""


@dataclass
class Register:
    few: list  # contracts that few orders have called
    many: list  # the one that many have


def fill(office, contracts, lines, orders, few):
    """Fill an office with contracts of so many lines, and with so many orders.

    :param few: how many of the contracts few orders have called
    """
    with office.superuser() as env:
        env["res.config.settings"].create({"group_use_contract": True}).execute()
    template, _cost = office.do(
        "clerk", steps.enter_contract, [_prepare_contract(office, lines)]
    )
    order, _cost = office.do(
        "clerk", steps.create, [office.prepare_order(contract_id=template[0])]
    )
    office.do("clerk", steps.confirm, order)
    office.do("dispatcher", steps.deliver, office.find("picking_ids", order))
    with office.superuser() as env:
        execute = env.cr.execute
        execute(FILL_CONTRACTS, {"count": contracts, "template": template[0]})
        many, *others = (contract_id for (contract_id,) in env.cr.fetchall())
        execute(FILL_CONTRACT_LINES, {"template": template[0]})
        few, others = others[:few], others[few:]
        called = [many] * MANY + few * FEW
        called += [others[n % len(others)] for n in range(orders - 1 - len(called))]
        execute(FILL_ORDERS, {"contracts": called, "template": order[0]})
        execute("ANALYZE")
        execute(FILL_ORDER_LINES, {"template": order[0]})
        _add_up(env)
        execute("ANALYZE")
    return Register(few, [many])


def _prepare_contract(office, lines):
    products = [office.products[n % len(office.products)] for n in range(lines)]
    return {
        "partner_id": office.customer,
        "date_signed": "2024-01-05",
        "date_end": "2099-12-31",
        "signed_copy": base64.b64encode(b"%PDF-1.4 scanned"),
        "line_ids": [
            Command.create(
                {
                    "product_id": product,
                    "sequence": sequence,
                    "quantity": PLENTY,
                    "price_unit": 1.0,
                    "tax_ids": False,
                }
            )
            for sequence, product in enumerate(products)
        ],
    }


def _add_up(env):
    """Let the contracts show what the orders make of them, as an event would."""
    lines = env["sale.contract.line"].search([])
    names = [
        name
        for name, field in lines._fields.items()
        if field.compute == "_compute_fulfilment"
    ]
    for name in names:
        env.add_to_compute(lines._fields[name], lines)
    lines.modified(names)
    env.flush_all()
