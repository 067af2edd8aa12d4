"""With the add-on: orders that were underway are free, new ones are not."""

env.company.dispatch_payment_percent = 100
env.company.supply_payment_percent = 30
underway, done = (
    env["sale.order"].search([("client_order_ref", "=", reference)])
    for reference in ("underway", "done")
)
for order in (underway, done):
    assert (order.dispatch_state, order.is_supply_blocked) == ("free", False)
    assert not order.is_dispatch_blocked
assert done.amount_received == done.amount_total, "history counts, too"
underway.picking_ids.button_validate()
assert underway.picking_ids.state == "done"
underway.order_line.product_uom_qty = 5
assert underway.dispatch_state == "free"

gated = underway.copy({"client_order_ref": "gated"})
gated.action_confirm()
assert gated.is_supply_blocked and not gated.picking_ids
clerk, finance = (
    env["res.users"].create(
        {
            "name": role,
            "login": role,
            "group_ids": [(6, 0, env.ref(f"sales_back_office.group_{role}").ids)],
        }
    )
    for role in ("order_clerk", "finance_checker")
)
check = (
    env["sale.payment.check"]
    .with_user(clerk)
    .create(
        {
            "partner_id": gated.partner_id.id,
            "line_ids": [(0, 0, {"order_id": gated.id, "amount": gated.amount_total})],
        }
    )
)
check.action_request()
check.with_user(finance).action_verify()
assert gated.dispatch_state == "paid" and gated.picking_ids
assert gated.is_dispatch_blocked
env.cr.commit()
