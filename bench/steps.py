"""What people do to orders. Each takes an environment and what it is done to."""

from lxml import etree

from odoo.fields import Command


def create(env, vals_list):
    return env["sale.order"].create(vals_list)


def enter_contract(env, vals):
    contract = env["sale.contract"].create(vals)
    contract.action_sign()
    return contract


def confirm(env, order_ids):
    orders = env["sale.order"].browse(order_ids)
    orders.action_confirm()
    return orders


def request_check(env, order_ids):
    """Ask finance whether the money of these orders of one customer is in."""
    orders = env["sale.order"].browse(order_ids)
    lines = [Command.create({"order_id": order.id}) for order in orders]
    check = env["sale.payment.check"].create(
        {"partner_id": orders.partner_id.id, "line_ids": lines}
    )
    check.action_request()
    return check


def verify(env, check_ids):
    checks = env["sale.payment.check"].browse(check_ids)
    checks.action_verify()
    return checks.line_ids.order_id.dispatch_release_ids


def sign(env, release_ids):
    releases = env["sale.dispatch.release"].browse(release_ids)
    releases.action_approve()
    return releases


def deliver(env, picking_ids):
    pickings = env["stock.picking"].browse(picking_ids)
    assert pickings.button_validate() is True  # no dialog has asked anything
    return pickings


def invoice(env, order_ids):
    wizard = env["sale.advance.payment.inv"].create(
        {"sale_order_ids": [Command.set(order_ids)]}
    )
    return wizard._create_invoices(wizard.sale_order_ids)


def post(env, invoice_ids):
    invoices = env["account.move"].browse(invoice_ids)
    invoices.action_post()
    return invoices


def pay(env, invoice_ids):
    """Register a payment, as the dialog of an invoice does."""
    context = {"active_model": "account.move", "active_ids": invoice_ids}
    wizard = env["account.payment.register"].with_context(**context).create({})
    return wizard._create_payments()


def list_orders(env, domain):
    """Read the first page of a list, and how long the list is, as the client does."""
    names = ("name", "date_order", "amount_total", "state", "delivery_status")
    columns = {**dict.fromkeys(names, {}), "partner_id": {"fields": {"name": {}}}}
    page = env["sale.order"].web_search_read(
        domain, columns, limit=80, count_limit=10001
    )
    return env["sale.order"].browse(row["id"] for row in page["records"])


def get_columns(env, model, view):
    """Return what the client asks for to show a list: all its columns, hidden ones
    too, and the names of what they point at."""
    arch = etree.fromstring(env[model].get_view(env.ref(view).id, "list")["arch"])
    names = [node.get("name") for node in arch.findall("field")]
    named = {"fields": {"display_name": {}}}
    fields = env[model]._fields
    return {name: named if fields[name].type == "many2one" else {} for name in names}


def open_list(env, subject):
    """Read the first page of a list, and how long the list is, as the client does."""
    model, domain, columns = subject
    page = env[model].web_search_read(domain, columns, limit=80, count_limit=10001)
    return env[model].browse(row["id"] for row in page["records"])
