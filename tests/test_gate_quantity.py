"""No more leaves than was ordered, paid and signed."""

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import BackOfficeCase


class TestGateQuantity(BackOfficeCase):
    def setUp(self):
        super().setUp()
        self.order = self._create_order(quantity=2)
        self._pay(self.order)
        self._release(self.order)
        self.delivery = self.order.picking_ids.with_user(self.dispatch_clerk)
        self.move = self.delivery.move_ids

    def test_more_than_demanded_stays(self):
        self.move.quantity = 3
        with self.assertRaisesRegex(UserError, "3.0 .* of E3 city car would have left"):
            self.delivery.button_validate()

    def test_a_raised_demand_does_not_help(self):
        self.move.product_uom_qty = 5
        self.move.quantity = 5
        with self.assertRaisesRegex(UserError, "only 2.0 are ordered"):
            self.delivery.button_validate()

    def test_an_extra_product_stays(self):
        charger = self._create_product("Home charger", 3600.0)
        self.delivery.move_ids = [
            Command.create(
                {
                    "product_id": charger.id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": self.delivery.location_id.id,
                    "location_dest_id": self.delivery.location_dest_id.id,
                }
            )
        ]
        with self.assertRaisesRegex(UserError, "Home charger is not on"):
            self.delivery.button_validate()

    def test_what_has_left_cannot_become_more(self):
        self.delivery.button_validate()
        with self.assertRaisesRegex(UserError, "only 2.0 are ordered"):
            self.move.move_line_ids.quantity = 3
            self.env.flush_all()

    def test_what_has_left_unpaid_cannot_become_more(self):
        self.move.quantity = 1
        self.delivery.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.delivery.state, "done")
        payment = self.order.payment_check_line_ids.check_id.sudo().payment_id
        payment.action_draft()
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self.move.move_line_ids.quantity = 2
            self.env.flush_all()

    def test_a_backorder_leaves_with_the_rest(self):
        self.move.quantity = 1
        self.delivery.with_context(skip_backorder=True).button_validate()
        rest = self.order.picking_ids - self.delivery
        self._dispatch(rest)
        self.assertEqual(self.order.order_line.qty_delivered, 2)

    def test_returns_are_never_stopped(self):
        self.delivery.button_validate()
        payment = self.order.payment_check_line_ids.check_id.sudo().payment_id
        payment.action_draft()
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.dispatch_clerk)
            .with_context(active_id=self.delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._dispatch(returned)
        self.assertEqual(returned.state, "done")
        self.assertEqual(self.order.order_line.qty_delivered, 1)

    def test_an_order_without_a_rule_is_left_alone(self):
        order = self._create_order(payment_term_id=False)
        delivery = order.picking_ids.with_user(self.dispatch_clerk)
        delivery.move_ids.quantity = 3
        delivery.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 3)
