"""Part of the goods may leave once the money covers their share, where the company says
so; every part is signed for."""

from odoo.exceptions import AccessError, UserError

from .common import BackOfficeCase


class TestGatePartial(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partial_dispatch_allowed = True

    def setUp(self):
        super().setUp()
        self.order = self._create_order(quantity=4)

    def test_goods_leave_as_far_as_the_money_covers_them(self):
        self._pay(self.order, 170000.0)
        with self.assertRaisesRegex(UserError, "170,000.00.*before finance signs"):
            self._deliver(2)
        self.assertEqual(self.order.dispatch_release_ids.amount_to_sign, 170000.0)
        release = self._release(self.order)
        self.assertEqual(self.order.dispatch_state, "partial")
        self.assertRegex(
            self.order.message_ids[0].body,
            f"{release.name} is signed: goods worth .*170,000.00",
        )
        self.assertFalse(self.order.is_dispatch_blocked)
        self.assertEqual(self.order.amount_dispatchable, 170000.0)
        self.assertTrue(self.order.dispatch_release_ids.is_in_force)
        with self.assertRaisesRegex(
            UserError, "170,000.00 may leave now, but these are worth.*252,000.00"
        ):
            self._deliver(3)
        self._deliver(2)
        self.assertEqual(self.order.amount_dispatchable, 2000.0)
        with self.assertRaisesRegex(UserError, "2,000.00 may leave now"):
            self._deliver(1)

    def test_the_next_payment_is_signed_for_its_own_part(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        self._deliver(1)
        self.assertTrue(self.order.is_dispatch_blocked)
        message = "they have left.*request a payment check"
        with self.assertRaisesRegex(UserError, message):
            self._deliver(1)
        self._pay(self.order, 84000.0)
        self.assertTrue(self.order.has_open_release_request)
        with self.assertRaisesRegex(UserError, "they have left.*waits for finance"):
            self._deliver(1)
        self._release(self.order)
        self._deliver(1)
        self._pay(self.order)
        self._release(self.order)
        self.assertEqual(self.order.dispatch_state, "released")
        self._deliver(2)
        self.assertEqual(self.order.order_line.qty_delivered, 4)

    def test_a_share_covers_more_than_it_is_worth(self):
        self._change_share(self.order, dispatch_payment_percent=30)
        self._pay(self.order, 50400.0)  # 30 % of two vehicles
        self._release(self.order)
        self.assertEqual(self.order.amount_dispatchable, 168000.0)
        with self.assertRaisesRegex(UserError, "may leave now"):
            self._deliver(3)
        self._deliver(2)

    def test_a_cancelled_payment_closes_the_gate_for_the_rest(self):
        check = self._pay(self.order, 168000.0)
        self._release(self.order)
        self._deliver(1)
        check.payment_id.action_draft()
        self.assertEqual(self.order.amount_dispatchable, 0)
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._deliver(1)

    def test_what_comes_back_may_leave_again(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        delivery = self._deliver(1)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.dispatch_clerk)
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._dispatch(returned)
        self.assertEqual(self.order.amount_dispatchable, 84000.0)

    def test_the_system_signs_part_by_part_if_the_company_says_so(self):
        self.company.dispatch_sign_off = "automatic"
        self._pay(self.order, 84000.0)
        self._deliver(1)
        self._pay(self.order, 84000.0)
        self._deliver(1)
        with self.assertRaisesRegex(UserError, "168,000.00, and they have left"):
            self._deliver(1)

    def test_without_the_setting_nothing_leaves_before_all_is_paid(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        self.company.partial_dispatch_allowed = False
        self.assertEqual(self.order.amount_dispatchable, 0)
        with self.assertRaisesRegex(UserError, "252,000.00 is missing"):
            self._deliver(1)

    def test_the_gate_asks_the_moves_not_the_button(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        delivery = self.order.picking_ids
        delivery.move_ids.write({"quantity": 2, "picked": True})
        with self.assertRaisesRegex(UserError, "84,000.00 may leave now"):
            delivery.sudo().move_ids._action_done()

    def test_no_part_leaves_without_its_order(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        move = self.order.picking_ids.move_ids.sudo()
        for values in (
            {"sale_line_id": False, "reference_ids": False},
            {"sale_line_id": self._create_order().order_line.id},
        ):
            with self.assertRaisesRegex(UserError, "without it"):
                move.write(values)
        self._deliver(1)
        with self.assertRaisesRegex(UserError, "without it"):
            move.sale_line_id = False
        self.assertEqual(self.order.amount_dispatchable, 0)

    def test_what_has_left_is_counted_from_the_goods(self):
        self._pay(self.order, 84000.0)
        self._release(self.order)
        self._deliver(1)
        line = self.order.order_line
        line.write({"qty_delivered_method": "manual", "qty_delivered": 0})
        with self.assertRaisesRegex(UserError, "84,000.00, and they have left"):
            self._deliver(1)
        rest = self.order.picking_ids.move_ids.filtered(lambda m: m.state != "done")
        rest = rest.with_user(self.dispatch_clerk)
        rest.write({"origin_returned_move_id": rest.id, "to_refund": False})
        with self.assertRaisesRegex(UserError, "84,000.00, and they have left"):
            self._deliver(1)

    def test_what_a_line_is_worth_is_not_typed_in(self):
        for name in ("price_total", "price_subtotal", "price_tax"):
            for line in (self.order.order_line, self.order.order_line.sudo()):
                with self.assertRaisesRegex(AccessError, "cannot be filled in by hand"):
                    line[name] = 1.0

    def test_no_part_becomes_larger_by_a_lower_price(self):
        self._pay(self.order, 84000.0)
        release = self._release(self.order)
        self.order.order_line.price_unit = 21000.0
        self.assertFalse(release.is_in_force)
        with self.assertRaisesRegex(UserError, "before its release is signed"):
            self._deliver(4)
        self.order.order_line.write({"price_unit": 84000.0, "product_uom_qty": 2})
        self.assertTrue(release.is_in_force)
        self._deliver(1)

    def test_an_exception_for_part_of_the_value_lets_that_part_leave(self):
        self.company.partial_dispatch_allowed = False
        exception = self._request_exception(self.order, amount_limit=100000.0)
        exception.with_user(self.finance_checker).action_approve()
        self.assertEqual(self.order.dispatch_state, "exception")
        with self.assertRaisesRegex(UserError, "100,000.00 may leave now"):
            self._deliver(2)
        self._deliver(1)
        self.assertEqual(self.order.amount_dispatchable, 16000.0)

    # ------------------------------------------------------------

    def _deliver(self, quantity):
        """Let the dispatch clerk deliver part, and leave the rest to a backorder."""
        delivery = self.order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).with_user(self.dispatch_clerk)
        delivery.move_ids.quantity = quantity
        delivery.with_context(skip_backorder=True).button_validate()
        return delivery
