"""Without the add-on: sales, stock and accounting work, and what was booked stays."""

gated = env["sale.order"].search([("client_order_ref", "=", "gated")])
gated.picking_ids.button_validate()
assert gated.picking_ids.state == "done"
payment = env["account.payment"].search([("memo", "like", gated.name)])
assert payment.state in ("in_process", "paid")
invoice = gated._create_invoices()
invoice.action_post()
(invoice | payment.move_id).line_ids.filtered(
    lambda line: line.account_id.account_type == "asset_receivable"
).reconcile()
assert invoice.amount_residual == 0

order = gated.copy()
order.action_confirm()
order.picking_ids.button_validate()
assert order.delivery_status == "full"
ours = env["ir.model.data"].search([("module", "=", "sales_back_office")])
assert not ours, ours.mapped("complete_name")
