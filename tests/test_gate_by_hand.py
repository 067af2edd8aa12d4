"""Deliveries made by hand, without an order."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import BackOfficeCase


class TestGateByHand(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    def setUp(self):
        super().setUp()
        self.order = self._create_order()

    def test_it_is_allowed_unless_the_company_says_so(self):
        delivery = self._create_delivery(self.customer)
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_it_waits_for_the_orders_of_the_customer(self):
        self.company.manual_dispatch_policy = "exception"
        contact = self.env["res.partner"].create(
            {"name": "Kunming branch", "parent_id": self.customer.id}
        )
        for partner in (self.customer, contact):
            delivery = self._create_delivery(partner)
            with self.assertRaisesRegex(
                UserError,
                f"has no order.*\\n\\n{self.order.name} must not be dispatched",
            ):
                delivery.button_validate()
            with (
                self.assertRaisesRegex(UserError, "has no order"),
                self.env.cr.savepoint(),
            ):
                delivery.move_ids.sudo()._action_done()
        exception = self._request_exception(self.order)
        exception.with_user(self.finance_checker).action_approve()
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_a_move_without_a_delivery_waits_too(self):
        self.company.manual_dispatch_policy = "exception"
        for partner, message in (
            (self.customer, "E3 city car has no order"),
            (self.env["res.partner"], "Enter whom E3 city car is for"),
        ):
            move = self.env["stock.move"].create(
                {
                    "product_id": self.vehicle.id,
                    "product_uom_qty": 1,
                    "partner_id": partner.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": self.env.ref(
                        "stock.stock_location_customers"
                    ).id,
                }
            )
            move._action_confirm()
            move.write({"quantity": 1, "picked": True})
            with self.assertRaisesRegex(UserError, message):
                move._action_done()

    def test_what_went_elsewhere_is_still_to_be_delivered(self):
        self.company.manual_dispatch_policy = "exception"
        shelf = self.warehouse.lot_stock_id
        self.order.picking_ids.sudo().location_dest_id = shelf
        self._dispatch(self.order.picking_ids)
        with self.assertRaisesRegex(UserError, "has no order"):
            self._create_delivery(self.customer).button_validate()

    def test_another_state_does_not_hide_the_order(self):
        self.company.manual_dispatch_policy = "exception"
        self.order.state = "draft"
        with self.assertRaisesRegex(UserError, "has no order"):
            self._create_delivery(self.customer).button_validate()

    def test_an_exception_lets_no_more_leave_than_it_is_for(self):
        self.company.manual_dispatch_policy = "exception"
        exception = self._request_exception(self.order, amount_limit=84000.0)
        exception.with_user(self.finance_checker).action_approve()
        self._create_delivery(self.customer).button_validate()
        with self.assertRaisesRegex(UserError, "for goods worth.*84,000.00 more"):
            self._create_delivery(self.customer).button_validate()

    def test_the_customer_is_not_changed_afterwards(self):
        self.company.manual_dispatch_policy = "exception"
        delivery = self._create_delivery(self.env["res.partner"].create({"name": "O"}))
        delivery.button_validate()
        with self.assertRaisesRegex(UserError, "has no order"):
            delivery.partner_id = self.customer

    def test_no_more_leaves_with_a_free_order_than_it_is_for(self):
        self.company.manual_dispatch_policy = "exception"
        free = self._create_order(payment_term_id=False)
        free.picking_ids.sudo().move_ids.quantity = 2
        with self.assertRaisesRegex(UserError, "has no order"):
            self._dispatch(free.picking_ids)

    def test_nothing_is_added_to_the_delivery_of_a_free_order(self):
        self.company.manual_dispatch_policy = "exception"
        free = self._create_order(payment_term_id=False)
        delivery = free.picking_ids.with_user(self.dispatch_clerk)
        delivery.move_ids = [
            Command.create(
                {
                    "product_id": self._create_product("Bus", 1.0).id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": delivery.location_id.id,
                    "location_dest_id": delivery.location_dest_id.id,
                }
            )
        ]
        delivery.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "has no order"):
            delivery.button_validate()

    def test_other_customers_are_not_stopped(self):
        self.company.manual_dispatch_policy = "exception"
        other = self.env["res.partner"].create({"name": "Another customer"})
        delivery = self._create_delivery(other)
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_it_says_whom_it_is_for(self):
        self.company.manual_dispatch_policy = "exception"
        delivery = self._create_delivery(self.env["res.partner"])
        with self.assertRaisesRegex(UserError, "Enter whom"):
            delivery.button_validate()

    def test_inside_the_company_goods_move_freely(self):
        self.company.manual_dispatch_policy = "exception"
        shelf = self.env["stock.location"].create(
            {"name": "Shelf 2", "location_id": self.warehouse.lot_stock_id.id}
        )
        transfer = self._create_delivery(
            self.customer,
            picking_type_id=self.warehouse.int_type_id.id,
            location_dest_id=shelf.id,
        )
        transfer.button_validate()
        self.assertEqual(transfer.state, "done")

    # ------------------------------------------------------------

    def _create_delivery(self, partner, **values):
        values = {
            "partner_id": partner.id,
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_id": self.warehouse.lot_stock_id.id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            **values,
        }
        delivery = (
            self.env["stock.picking"].with_user(self.dispatch_clerk).create(values)
        )
        delivery.move_ids = [
            Command.create(
                {
                    "product_id": self.vehicle.id,
                    "product_uom_qty": 1,
                    "location_id": values["location_id"],
                    "location_dest_id": values["location_dest_id"],
                }
            )
        ]
        delivery.action_confirm()
        delivery.move_ids.write({"quantity": 1, "picked": True})
        return delivery
