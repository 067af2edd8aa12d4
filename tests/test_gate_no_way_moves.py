"""No way round the gate: every way that core offers to move the goods."""

from odoo.fields import Command

from .no_way import NoWayCase


class NoWayByMoving:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.charger = cls._create_product("Home charger", 3600.0)
        cls.order = cls._create_order(quantity=2, user=cls.seller)
        cls.delivery = cls.order.picking_ids.with_user(cls.sender)
        cls.move = cls.delivery.move_ids

    # ------------------------------------------------------------
    # BUTTONS AND WIZARDS
    # ------------------------------------------------------------

    def test_the_button(self):
        with self.assertKept(self.order):
            self.delivery.button_validate()

    def test_the_backorder_wizard(self):
        self.move.quantity = 1
        with self.assertKept(self.order):
            self.delivery.button_validate()
        wizard = (
            self.env["stock.backorder.confirmation"]
            .with_user(self.sender)
            .with_context(button_validate_picking_ids=self.delivery.ids)
            .create(
                {
                    "pick_ids": self.delivery.ids,
                    "backorder_confirmation_line_ids": [
                        Command.create(
                            {"picking_id": self.delivery.id, "to_backorder": True}
                        )
                    ],
                }
            )
        )
        for process in (wizard.process, wizard.process_cancel_backorder):
            with self.assertKept(self.order):
                process()

    def test_whether_backorders_are_made_or_not(self):
        for policy in ("never", "always", "ask"):
            self.delivery.picking_type_id.sudo().create_backorder = policy
            self.move.quantity = 1
            with self.subTest(policy=policy), self.assertKept(self.order):
                self.delivery.button_validate()

    def test_an_immediate_transfer_of_what_was_never_reserved(self):
        self.delivery.do_unreserve()
        self.assertFalse(self.move.move_line_ids)
        self.env["stock.move.line"].with_user(self.sender).create(
            {
                "picking_id": self.delivery.id,
                "move_id": self.move.id,
                "product_id": self.vehicle.id,
                "quantity": 2,
                "picked": True,
                "location_id": self.delivery.location_id.id,
                "location_dest_id": self.delivery.location_dest_id.id,
            }
        )
        with self.assertKept(self.order):
            self.delivery.button_validate()

    # ------------------------------------------------------------
    # WHAT THE BUTTONS CALL
    # ------------------------------------------------------------

    def test_what_the_buttons_call(self):
        self.move.picked = True
        for records in (self.delivery, self.move):
            for caller in (records, records.sudo()):
                with self.subTest(caller=caller), self.assertKept(self.order):
                    caller._action_done()
        with self.assertKept(self.order):
            self.move._action_done(cancel_backorder=True)

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def test_in_two_steps_only_the_last_one_is_stopped(self):
        self._check_steps("pick_ship", before=1)

    def test_in_three_steps_only_the_last_one_is_stopped(self):
        self._check_steps("pick_pack_ship", before=2)

    def _check_steps(self, steps, before):
        order, last = self._create_order_in_steps(steps, before)
        with self.assertKept(order):
            last.button_validate()
        self._pay(order)
        self._release(order)
        last.button_validate()
        self.assertLeft(order, 2)

    def test_a_step_before_the_last_goes_no_further(self):
        order, last = self._create_order_in_steps("pick_ship", 0)
        pick, customers = last, self.delivery.location_dest_id
        self.assertEqual(pick.location_dest_id.usage, "internal")
        for records in (pick, pick.move_ids, pick.move_ids.move_line_ids):
            with self.subTest(records=records), self.assertKept(order):
                records.location_dest_id = customers
                pick.button_validate()
        pick.button_validate()
        self.assertEqual(pick.state, "done")
        for records in (pick.move_ids, pick.move_ids.move_line_ids):
            with self.subTest(done=records), self.assertKept(order):
                records.location_dest_id = customers

    def test_what_is_added_to_a_step_before_the_last_stays_too(self):
        order, pick = self._create_order_in_steps("pick_ship", 0)
        self._add(pick, self.charger)
        pick.button_validate()
        last = order.picking_ids.with_user(self.sender) - pick
        self._pay(order)
        self._release(order)
        with self.assertKept(order, "Home charger is not on"):
            last.button_validate()

    # ------------------------------------------------------------
    # SEVERAL ORDERS
    # ------------------------------------------------------------

    def test_a_delivery_of_two_orders_waits_for_both(self):
        paid = self._create_released_order(quantity=2)
        delivery = paid.picking_ids.with_user(self.sender)
        own = self.delivery
        self.move.picking_id = delivery
        self.move.move_line_ids.picking_id = delivery
        self.assertEqual(delivery.move_ids.sale_line_id.order_id, paid | self.order)
        with self.assertKept(self.order):
            delivery.button_validate()
        self.assertEqual(paid.order_line.qty_delivered, 0)
        self.move.picking_id = own
        self.move.move_line_ids.picking_id = own
        delivery.button_validate()
        self.assertEqual(paid.order_line.qty_delivered, 2)

    def test_a_duplicate_is_an_order_of_its_own(self):
        paid = self._create_released_order(quantity=2)
        self.assertEqual(paid.dispatch_state, "released")
        duplicate = paid.with_user(self.seller).copy()
        duplicate.action_confirm()
        self.assertEqual(duplicate.dispatch_state, "unpaid")
        with self.assertKept(duplicate):
            duplicate.picking_ids.with_user(self.sender).button_validate()

    def test_a_duplicate_of_the_delivery(self):
        again = self.delivery.copy()
        again.action_confirm()
        again.move_ids.quantity = 2
        with self.assertKept(self.order):
            again.button_validate()

    def test_cancelled_and_confirmed_again(self):
        order = self._create_released_order(quantity=2, user=self.seller)
        self.assertEqual(order.dispatch_state, "released")
        old = order.picking_ids
        order.sudo()._action_cancel()
        order.action_draft()
        order.action_confirm()
        delivery = (order.picking_ids - old).with_user(self.sender)
        with self.assertKept(order):
            delivery.button_validate()
        old = old.with_user(self.sender)
        old.move_ids.state = "draft"
        old.action_confirm()
        old.move_ids.quantity = 2
        with self.assertKept(order):
            old.button_validate()

    # ------------------------------------------------------------
    # FIXTURES
    # ------------------------------------------------------------

    def _create_order_in_steps(self, steps, done):
        """An unpaid order whose first steps are done, and its next transfer."""
        warehouse = self.order.warehouse_id.sudo()
        warehouse.delivery_steps = steps
        order = self._create_order(quantity=2, user=self.seller)
        pickings = order.picking_ids.with_user(self.sender)
        for _step in range(done):
            pickings.filtered(lambda p: p.state != "done").button_validate()
            pickings |= order.picking_ids.with_user(self.sender)
        pickings = order.picking_ids.with_user(self.sender)
        return order, pickings.filtered(lambda p: p.state != "done")

    def _add(self, picking, product):
        picking.move_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 1,
                    "quantity": 1,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]


class TestClerkMoves(NoWayByMoving, NoWayCase):
    pass


class TestAdministratorMoves(NoWayByMoving, NoWayCase):
    as_administrator = True
