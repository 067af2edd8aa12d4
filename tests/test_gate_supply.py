"""Nothing is procured for an order before its deposit is in."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common import BackOfficeCase


class TestGateSupply(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.term_deposit  # 30 % before supply, 100 % before dispatch

    def setUp(self):
        super().setUp()
        self.order = self._create_order(payment_term_id=self.term.id)

    def test_supply_starts_by_itself_when_the_deposit_is_in(self):
        self.assertTrue(self.order.is_supply_blocked)
        self.assertFalse(self.order.picking_ids)
        self.assertRegex(
            self._get_reason(), "25,200.00 is missing.*request a payment check"
        )
        check = self._create_check(self.order, amounts=[20000.0])
        self.assertIn(f"looking for the money ({check.name})", self._get_reason())
        self._verify(check)
        self.assertFalse(self.order.picking_ids)
        self.assertIn("20,000.00 is in,", self._get_reason())
        self._pay(self.order, 5200.0)
        self.assertFalse(self.order.is_supply_blocked)
        self.assertEqual(self.order.picking_ids.move_ids.product_uom_qty, 1)
        self.assertIn("supply has started", self.order.message_ids[0].body)

    def test_a_check_asks_about_the_deposit_first(self):
        self.assertEqual(self._create_check(self.order).amount, 25200.0)
        self._pay(self.order)
        self.assertEqual(self.order.amount_received, 25200.0)
        self.assertEqual(self._create_check(self.order).amount, 58800.0)

    def test_an_exception_that_is_asked_for_is_told(self):
        release = self._request_exception(self.order)
        self.assertIn(f"waits for its signature ({release.name})", self._get_reason())

    def test_every_road_of_money_starts_it(self):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_ids=self.order.ids, active_model="sale.order")
            .create({"advance_payment_method": "percentage", "amount": 30})
        )
        wizard.create_invoices()
        invoice = self.order.sudo().invoice_ids
        invoice.action_post()
        self.assertFalse(self.order.picking_ids)
        payment = self._pay_invoice(invoice)
        self.assertTrue(self.order.picking_ids)
        payment.action_draft()
        self.assertEqual(self.order.picking_ids.state, "cancel")

    def test_a_deposit_that_is_gone_stops_what_has_not_started(self):
        payment = self._pay(self.order, 25200.0).payment_id
        delivery = self.order.picking_ids
        payment.action_draft()
        self.assertTrue(self.order.is_supply_blocked)
        self.assertEqual(delivery.state, "cancel")
        self.assertIn("The deposit is gone", self.order.message_ids[0].body)
        payment.action_post()
        again = self.order.picking_ids - delivery
        self.assertEqual(again.move_ids.product_uom_qty, 1)

    def test_what_has_started_goes_on(self):
        self._set_steps("pick_ship")
        order = self._create_order(2, payment_term_id=self.term.id)
        payment = self._pay(order, 50400.0).payment_id
        pick = order.picking_ids
        pick.move_ids.quantity = 1
        pick.with_context(skip_backorder=True).button_validate()
        payment.action_draft()
        self.assertTrue(order.is_supply_blocked)
        self.assertNotIn("cancel", order.picking_ids.mapped("state"))
        self.assertIn("has already started", order.message_ids[0].body)

    def test_lines_added_later_wait_for_their_share(self):
        self._pay(self.order, 25200.0)
        charger = self._create_product("Home charger", 10000.0)
        self.order.order_line = [
            Command.create(
                {
                    "product_id": charger.id,
                    "product_uom_qty": 2,
                    "tax_ids": False,
                }
            )
        ]
        self.assertTrue(self.order.is_supply_blocked)
        self.assertEqual(self.order.picking_ids.move_ids.product_id, self.vehicle)
        self.assertNotEqual(self.order.picking_ids.state, "cancel")
        self._pay(self.order, 6000.0)
        moves = self.order.picking_ids.move_ids
        self.assertEqual(moves.product_id, self.vehicle | charger)

    def test_a_greater_quantity_waits_and_a_smaller_one_does_not(self):
        self._pay(self.order, 25200.0)
        line = self.order.order_line
        line.product_uom_qty = 3
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 1)
        line.product_uom_qty = 1
        self.assertFalse(self.order.is_supply_blocked)
        self.assertEqual(sum(line.move_ids.mapped("product_uom_qty")), 1)

    def test_an_order_that_shrinks_needs_less(self):
        order = self._create_order(4, payment_term_id=self.term.id)
        self._pay(order, 50400.0)
        self.assertFalse(order.picking_ids)
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 2)

    def test_a_locked_order_starts_and_stays_locked(self):
        self.order.action_lock()
        self._pay(self.order, 25200.0)
        self.assertTrue(self.order.picking_ids)
        self.assertTrue(self.order.locked)

    def test_finance_may_ask_for_less(self):
        self._change_share(self.order, supply_payment_percent=0)
        self.assertTrue(self.order.picking_ids)
        self.assertEqual(self.order.dispatch_payment_percent, 100)

    def test_an_exception_starts_the_supply_too(self):
        exception = self._request_exception(self.order)
        exception.with_user(self.finance_checker).action_approve()
        self.assertFalse(self.order.is_supply_blocked)
        self._dispatch(self.order.picking_ids)
        self.assertEqual(self.order.picking_ids.state, "done")

    def test_the_company_asks_where_the_term_does_not(self):
        self.company.supply_payment_percent = 20
        order = self._create_order(payment_term_id=False)
        self.assertEqual(order.supply_payment_percent, 20)
        credit = self.term.copy({"dispatch_payment_policy": "none"})
        order = self._create_order(payment_term_id=credit.id)
        self.assertEqual(order.supply_payment_percent, 30)
        order = self._create_order()
        self.assertEqual(order.supply_payment_percent, 0)
        self.assertTrue(order.picking_ids)

    def test_a_wrong_route_does_not_undo_the_payment(self):
        rules = self.company_warehouse.delivery_route_id.rule_ids
        rules.active = False
        self.env["stock.rule"].search(
            [("location_dest_id.usage", "=", "customer")]
        ).active = False
        check = self._pay(self.order, 25200.0)
        self.assertEqual(check.state, "verified")
        self.assertFalse(self.order.picking_ids)
        self.assertIn("does not start", self.order.sudo().activity_ids.summary)
        self.assertTrue(self.order.can_start_supply)
        rules.active = True
        with self.assertRaisesRegex(AccessError, "role Order clerk"):
            self.order.with_user(self.dispatch_clerk).action_start_supply()
        self.order.action_start_supply()
        self.assertTrue(self.order.picking_ids)

    def test_the_clerk_cannot_start_it_before(self):
        with self.assertRaisesRegex(UserError, "waiting for the deposit"):
            self.order.action_start_supply()

    def test_the_orders_that_wait_are_found(self):
        started = self._create_order()
        orders = self.order | started
        waiting = self.env["sale.order"].search(
            [("is_supply_blocked", "=", True), ("id", "in", orders.ids)]
        )
        self.assertEqual(waiting, self.order)

    # ------------------------------------------------------------

    @property
    def company_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )

    def _set_steps(self, steps):
        self.company_warehouse.delivery_steps = steps

    def _get_reason(self):
        return self.order.supply_block_reason
