"""Documents of the core apps that the gate must hold against."""

from odoo import fields
from odoo.fields import Command


class NeighbourFactories:
    """One factory for each document, for a `NoWayCase` that has an `order`."""

    def _create_dropship(self, **values):
        """An unpaid order of a product that the supplier sends, and the purchase."""
        supplier = self.env["res.partner"].create({"name": "Chargers Ltd"})
        charger = self._create_product(
            "Charging pile",
            3600.0,
            on_hand=0,
            route_ids=self.env.ref("stock_dropshipping.route_drop_shipping").ids,
            seller_ids=[Command.create({"partner_id": supplier.id, "price": 1.0})],
        )
        order = self._create_order_of(charger, **values)
        return order, order.sudo().order_line.purchase_line_ids.order_id

    def _create_kit_order(self):
        """An unpaid order of two kits: each one body and four wheels."""
        body = self._create_product("Body", 1.0)
        wheel = self._create_product("Wheel", 1.0)
        kit = self._create_product("Kit car", 30000.0, on_hand=0)
        self._create_bom(kit, "phantom", {body: 1, wheel: 4})
        return self._create_order_of(kit, 2), body, wheel

    def _create_production(self, **values):
        """An unpaid order of a product that is made to order, and its production."""
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        steel = self._create_product("Steel", 1.0)
        bus = self._create_product(
            "Bus",
            900000.0,
            on_hand=0,
            route_ids=(route | warehouse.manufacture_pull_id.route_id).ids,
        )
        self._create_bom(bus, "normal", {steel: 5})
        order = self._create_order_of(bus, **values)
        return order, self.env["mrp.production"].search([("product_id", "=", bus.id)])

    def _create_bom(self, product, kind, parts):
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "company_id": self.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts.items()
                ],
            }
        )

    def _create_order_of(self, product, quantity=1, **values):
        line = {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "tax_ids": False,
        }
        values["order_line"] = [Command.create(line)]
        return self._create_order(user=self.seller, **values)

    def _create_repair(self, order, **values):
        """A repair for an order, under way."""
        repair = self.env["repair.order"].create(
            {
                "product_id": self.vehicle.id,
                "partner_id": self.customer.id,
                "picking_type_id": order.warehouse_id.repair_type_id.id,
                "sale_order_id": order.id,
                **values,
            }
        )
        repair.action_validate()
        repair.action_repair_start()
        return repair.with_user(self.sender)

    def _sell_at_counter(self, **values):
        """The order's line, settled and paid at a point of sale."""
        cashier = self._create_user("cashier", "dispatch_clerk")
        cashier.group_ids += self.env.ref("point_of_sale.group_pos_user")
        cash = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)], limit=1
        )
        method = self.env["pos.payment.method"].create(
            {"name": "Cash", "journal_id": cash.id, "company_id": self.company.id}
        )
        config = self.env["pos.config"].create(
            {
                "name": "Counter",
                "company_id": self.company.id,
                "payment_method_ids": method.ids,
                "ship_later": True,
            }
        )
        config.open_ui()
        line = self.order.order_line
        sale = {
            "name": "Order 1",
            "uuid": "12345-123-1234",
            "session_id": config.current_session_id.id,
            "partner_id": self.customer.id,
            "user_id": cashier.id,
            "amount_paid": line.price_total,
            "amount_total": line.price_total,
            "amount_tax": 0,
            "amount_return": 0,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "state": "paid",
            "to_invoice": False,
            "lines": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "qty": line.product_uom_qty,
                        "price_unit": line.price_unit,
                        "price_subtotal": line.price_total,
                        "price_subtotal_incl": line.price_total,
                        "tax_ids": [],
                        "sale_order_line_id": line.id,
                        "sale_order_origin_id": self.order.id,
                    }
                )
            ],
            "payment_ids": [
                Command.create(
                    {
                        "amount": line.price_total,
                        "name": fields.Datetime.now(),
                        "payment_method_id": method.id,
                    }
                )
            ],
            **values,
        }
        sold = self.env["pos.order"].with_user(cashier).sync_from_ui([sale])
        return self.env["pos.order"].browse(sold["pos.order"][0]["id"])
