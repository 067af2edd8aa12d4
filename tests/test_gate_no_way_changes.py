"""No way round the gate: whatever is changed on the delivery or on the order."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .no_way import NoWayCase


class NoWayByChanging:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit = cls.env.ref("account.account_payment_term_immediate").copy(
            {"dispatch_payment_policy": "none"}
        )
        cls.order = cls._create_order(quantity=2, user=cls.seller)
        cls.charger = cls._create_product("Home charger", 3600.0)
        line = {"product_id": cls.charger.id, "tax_ids": False}
        cls.free = cls._create_order(
            user=cls.seller,
            payment_term_id=cls.credit.id,
            order_line=[Command.create(line)],
        )
        cls.delivery = cls.order.picking_ids.with_user(cls.sender)
        cls.move = cls.delivery.move_ids

    # ------------------------------------------------------------
    # THE DELIVERY
    # ------------------------------------------------------------

    def test_another_destination(self):
        customers = self.delivery.location_dest_id
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.delivery.location_id.id}
        )
        transit = self.env.ref("stock.stock_location_inter_company")
        at_customer = self.env["stock.location"].create(
            {"name": "Showroom", "usage": "customer", "location_id": customers.id}
        )
        for destination in (transit, at_customer):
            for records in (self.delivery, self.move, self.move.move_line_ids):
                with self.subTest(records=records), self.assertKept(self.order):
                    records.location_dest_id = destination
                    self.delivery.button_validate()
        suppliers = self.env.ref("stock.stock_location_suppliers")
        between_warehouses = self.order.company_id.internal_transit_location_id
        for destination in (suppliers, between_warehouses):
            with self.subTest(destination=destination), self.assertKept(self.order):
                self.delivery.location_dest_id = destination
                self.delivery.button_validate()
        self.delivery.location_dest_id = shelf
        self.delivery.button_validate()
        self.assertEqual(self.delivery.state, "done")
        self.assertLeft(self.order, 0)
        for records in (self.move, self.move.move_line_ids):
            with self.subTest(done=records), self.assertKept(self.order):
                records.location_dest_id = customers

    def test_another_kind_of_place_where_the_goods_are(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.delivery.location_id.id}
        )
        self.delivery.location_dest_id = shelf
        self.delivery.button_validate()
        transit = self.env.ref("stock.stock_location_inter_company")
        with self.assertKept(self.order):
            shelf.location_id = transit
        with self.assertStays(self.order):
            shelf.usage = "customer"

    def test_another_source(self):
        suppliers = self.env.ref("stock.stock_location_suppliers")
        for records in (self.delivery, self.move):
            with self.subTest(records=records), self.assertKept(self.order):
                records.location_id = suppliers
                self.move.quantity = 2
                self.delivery.button_validate()

    def test_another_type_of_transfer(self):
        customers = self.delivery.location_dest_id
        warehouse = self.order.warehouse_id.sudo()
        for name in ("int_type_id", "in_type_id", "pick_type_id"):
            with self.subTest(name=name), self.assertKept(self.order):
                self.delivery.picking_type_id = warehouse[name]
                self.delivery.location_dest_id = customers
                self.delivery.button_validate()
        with self.assertStays(self.order):
            self.delivery.picking_type_id = warehouse.int_type_id
            self.delivery.button_validate()

    def test_another_customer_on_the_delivery(self):
        for partner in (self.env["res.partner"].create({"name": "Guizhou"}), False):
            with self.subTest(partner=partner), self.assertKept(self.order):
                self.delivery.partner_id = partner
                self.delivery.button_validate()

    def test_another_company_on_the_delivery(self):
        company = self.env["res.company"].create({"name": "Xinghe Trading"})
        for records in (self.delivery, self.move):
            with self.subTest(records=records), self.assertStays(self.order):
                records.sudo().company_id = company
                self.delivery.button_validate()

    def test_another_product(self):
        bus = self._create_product("Bus", 1.0)
        with self.assertKept(self.order):
            self.move.product_id = bus

    def test_another_order(self):
        for line in (self.free.order_line, False):
            with self.subTest(line=line), self.assertKept(self.order):
                self.move.sale_line_id = line
        for order in (self.free, False):
            with self.subTest(order=order), self.assertKept(self.order):
                self.delivery.sale_id = order
        with self.assertKept(self.order):
            self.order.sudo().order_line.move_ids = [Command.clear()]

    def test_another_delivery(self):
        free = self.free.picking_ids.with_user(self.sender)
        with self.assertKept(self.order):
            self.move.picking_id = free
            self.move.move_line_ids.picking_id = free
            free.button_validate()
        with self.assertKept(self.order):
            self.move.picking_id = False
            self.move.picked = True
            self.move._action_done()

    def test_another_delivery_that_is_done(self):
        free = self.free.picking_ids.with_user(self.sender)
        free.button_validate()
        with self.assertKept(self.order):
            self.move.picking_id = free
            self.move.state = "done"
        with self.assertKept(self.order):
            self.move.copy({"picking_id": free.id, "quantity": 1})

    def test_done_by_writing_it(self):
        with self.assertKept(self.order):
            self.move.state = "done"
        answer = self.move.load([".id", "state"], [[str(self.move.id), "done"]])
        self.assertIn(self.order.name, answer["messages"][0]["message"])
        self.assertLeft(self.order, 0)
        with self.assertStays(self.order):
            self.delivery.state = "done"

    def test_a_delivery_that_loses_all_that_names_its_order(self):
        with self.assertKept(self.order):
            self.move.reference_ids = False
            self.move.origin = False
            self.delivery.origin = False
            self.delivery.button_validate()

    # ------------------------------------------------------------
    # THE ORDER
    # ------------------------------------------------------------

    def test_another_state_of_the_order(self):
        for state in ("draft", "sent", "cancel"):
            with self.subTest(state=state), self.assertKept(self.order):
                self.order.state = state
                self.delivery.button_validate()

    def test_another_currency(self):
        self.env.ref("base.JPY").active = True
        yen = {"currency_id": self.env.ref("base.JPY").id}
        pricelist = self.env["product.pricelist"].create({"name": "Yen", **yen})
        order = self.order.with_user(self.order_clerk)
        self._pay(order, 4200.0)
        for state, values in (
            ("sale", yen),
            ("draft", yen),
            ("draft", {"pricelist_id": pricelist.id}),
        ):
            with (
                self.subTest(values=values, state=state),
                self.assertRaisesRegex(AccessError, "role Finance checker"),
                self.env.cr.savepoint(),
            ):
                order.state = state
                order.write(values)
        self.assertEqual(order.dispatch_state, "partial")

    def test_another_payment_term(self):
        for state in ("sale", "draft"):
            with self.subTest(state=state), self.assertKept(self.order):
                self.order.write({"state": state, "payment_term_id": self.credit.id})
                self.assertEqual(self.order.dispatch_payment_percent, 100)
                self.delivery.button_validate()

    def test_another_owner_of_the_lines(self):
        with self.assertKept(self.order):
            self.order.order_line.order_id = self.free

    def test_another_customer_on_the_order(self):
        partner = self.env["res.partner"].create(
            {"name": "Guizhou", "property_payment_term_id": self.credit.id}
        )
        with self.assertKept(self.order):
            self.order.partner_id = partner
            self.delivery.button_validate()

    def test_the_order_is_deleted(self):
        with self.assertKept(self.order):
            self.order.state = "draft"
            self.order.order_line.sudo().unlink()
        with self.assertKept(self.order):
            self.order.state = "draft"
            self.order.sudo().unlink()
        self.order.sudo()._action_cancel()
        self.order.sudo().unlink()
        self.assertFalse(self.order.exists())
        self.assertEqual(self.delivery.state, "cancel")


class TestClerkChanges(NoWayByChanging, NoWayCase):
    pass


class TestAdministratorChanges(NoWayByChanging, NoWayCase):
    as_administrator = True
