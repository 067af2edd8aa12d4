"""Before the add-on comes: one order underway, one delivered, invoiced and paid."""

company = env.company
env["account.chart.template"].try_loading("generic_coa", company=company)
product = env["product.product"].create(
    {"name": "E3 city car", "list_price": 100.0, "is_storable": True, "taxes_id": False}
)
warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 100)
customer = env["res.partner"].create({"name": "Yunnan Green Travel"})
orders = env["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "client_order_ref": reference,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
        }
        for reference in ("underway", "done")
    ]
)
orders.action_confirm()
done = orders[1]
done.picking_ids.button_validate()
invoice = done._create_invoices()
invoice.action_post()
env["account.payment.register"].with_context(
    active_model="account.move", active_ids=invoice.ids
).create({})._create_payments()
env.cr.commit()
