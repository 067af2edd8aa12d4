"""No way round the gate: no more leaves than was ordered, paid and signed."""

from odoo.fields import Command

from .no_way import NoWayCase


class NoWayByQuantity:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_released_order(quantity=2, user=cls.seller)
        cls.delivery = cls.order.picking_ids.with_user(cls.sender)
        cls.move = cls.delivery.move_ids

    # ------------------------------------------------------------
    # MORE THAN IS SIGNED FOR
    # ------------------------------------------------------------

    def test_more_than_demanded(self):
        self.move.quantity = 3
        with self.assertKept(self.order, "3.0 .* of E3 city car would have left"):
            self.delivery.button_validate()

    def test_more_by_a_raised_demand(self):
        self.move.product_uom_qty = 5
        self.move.quantity = 5
        with self.assertKept(self.order, "only 2.0 are ordered"):
            self.delivery.button_validate()

    def test_more_in_a_larger_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.delivery.do_unreserve()
        self.move.product_uom = dozen
        self.move.quantity = 2
        with self.assertKept(self.order, "only 2.0 are ordered"):
            self.delivery.button_validate()

    def test_more_of_an_order_that_counts_by_hand(self):
        self.order.order_line.qty_delivered_method = "manual"
        self.move.quantity = 3
        with self.assertKept(self.order, "only 2.0 are ordered"):
            self.delivery.button_validate()

    def test_more_that_pretends_to_be_a_return(self):
        self.move.write(
            {"quantity": 3, "origin_returned_move_id": self.move.id, "to_refund": False}
        )
        with self.assertKept(self.order, "only 2.0 are ordered"):
            self.delivery.button_validate()

    def test_more_for_the_same_total(self):
        line = self.order.order_line
        line.write({"product_uom_qty": 20, "price_unit": 8400.0})
        self.assertEqual(self.order.amount_total, 168000.0)
        with self.assertKept(self.order, "before its release is signed"):
            self.delivery.button_validate()
        self.order.with_user(self.order_clerk).action_request_release()
        self._release(self.order)
        self.move.quantity = 20
        self.delivery.button_validate()
        self.assertLeft(self.order, 20)

    def test_another_product_for_the_same_total(self):
        bus = self._create_product("Bus", 0.0)
        self.order.order_line = [
            Command.create({"product_id": bus.id, "price_unit": 0.0})
        ]
        self.assertEqual(self.order.amount_total, 168000.0)
        with self.assertKept(self.order, "before its release is signed"):
            self.delivery.button_validate()

    def test_less_is_still_as_signed(self):
        self.order.order_line.product_uom_qty = 1
        self.assertEqual(self.order.dispatch_state, "released")
        self.delivery.move_ids.quantity = 1
        self.delivery.button_validate()
        self.assertLeft(self.order, 1)

    def test_another_product_with_the_delivery(self):
        self._add_move(self._create_product("Home charger", 3600.0))
        with self.assertKept(self.order, "Home charger is not on"):
            self.delivery.button_validate()

    def test_another_product_as_if_it_were_the_ordered_one(self):
        bus = self._create_product("Bus", 900000.0)
        self._add_move(bus, sale_line_id=self.order.order_line.id)
        with self.assertKept(self.order, "Bus .* but only 0.0 are ordered"):
            self.delivery.button_validate()

    def test_another_product_in_place_of_the_ordered_one(self):
        with self.assertKept(self.order, "must not be dispatched without it"):
            self.move.product_id = self._create_product("Bus", 900000.0)

    # ------------------------------------------------------------
    # AFTER THE FACT
    # ------------------------------------------------------------

    def test_what_has_left_cannot_become_more(self):
        self.delivery.button_validate()
        for records in (self.move, self.move.move_line_ids):
            with self.assertKept(self.order, "only 2.0 are ordered", left=2):
                records.quantity = 3
        with self.assertKept(self.order, "only 2.0 are ordered", left=2):
            self._add_line(self.move)

    def test_the_record_of_what_has_left_is_not_forged(self):
        charger = self._create_product("Home charger", 3600.0)
        free = self._create_order(
            payment_term_id=False,
            user=self.seller,
            order_line=[Command.create({"product_id": charger.id})],
        ).picking_ids
        free.with_user(self.sender).button_validate()
        self.delivery.button_validate()
        done = self.move.move_line_ids
        for values in (
            {"state": "assigned"},
            {"quantity_product_uom": 0},
            {"move_id": free.move_ids.id, "picking_id": free.id},
            {"product_id": self._create_product("Bus", 1.0).id},
        ):
            with self.subTest(values=values), self.assertKept(self.order, "left", 2):
                done.write(values)
                self._add_line(self.move)

    def test_what_has_left_unpaid_cannot_become_more(self):
        self.move.quantity = 1
        self.delivery.with_context(skip_backorder=True).button_validate()
        self.assertLeft(self.order, 1)
        self._take_money_back()
        for records in (self.move, self.move.move_line_ids):
            with self.assertKept(self.order, left=1):
                records.quantity = 2
        with self.assertKept(self.order, left=1):
            self._add_line(self.move)

    def test_what_has_left_leaves_once(self):
        self.delivery.button_validate()
        for state in ("draft", "assigned", "cancel"):
            with self.assertKept(self.order, "have left", left=2):
                self.move.state = state
                self.delivery.button_validate()

    def test_what_was_kept_back_leaves_with_the_backorder(self):
        self.move.quantity = 1
        self.delivery.with_context(skip_backorder=True).button_validate()
        rest = self.order.picking_ids.with_user(self.sender) - self.delivery
        rest.button_validate()
        self.assertLeft(self.order, 2)

    # ------------------------------------------------------------
    # RETURNS
    # ------------------------------------------------------------

    def test_returns_are_never_stopped(self):
        self.delivery.button_validate()
        self._take_money_back()
        self._return(self.delivery, 1)
        self.assertLeft(self.order, 1)

    def test_the_return_of_a_return(self):
        self.delivery.button_validate()
        returned = self._return(self.delivery, 1)
        again = self._prepare_return(returned, 1)
        self._take_money_back()
        with self.assertKept(self.order, left=1):
            again.button_validate()
        self._pay(self.order)
        self._release(self.order)
        again.button_validate()
        self.assertLeft(self.order, 2)

    def test_the_return_of_a_return_that_nobody_counts(self):
        self.delivery.button_validate()
        returned = self._return(self.delivery, 1)
        again = self._prepare_return(returned, 5)
        again.move_ids.to_refund = False
        again.move_ids.quantity = 5
        with self.assertKept(self.order, "only 2.0 are ordered", left=1):
            again.button_validate()

    def test_an_exchange(self):
        self.delivery.button_validate()
        wizard = self._create_return_wizard(self.delivery, 1)
        action = wizard.action_create_exchanges()
        returned = self.delivery.browse(action["res_id"])
        replacement = self.order.picking_ids.with_user(self.sender)
        replacement -= self.delivery | returned
        self.assertEqual(replacement.move_ids.product_uom_qty, 1)
        with self.assertKept(self.order, "only 2.0 are ordered", left=2):
            replacement.button_validate()
        returned.button_validate()
        self._take_money_back()
        with self.assertKept(self.order, left=1):
            replacement.button_validate()
        self._pay(self.order)
        self._release(self.order)
        replacement.button_validate()
        self.assertLeft(self.order, 2)

    # ------------------------------------------------------------
    # WHAT IS NO DISPATCH
    # ------------------------------------------------------------

    def test_scrap_and_inventory_loss_stay_possible(self):
        order = self._create_order(user=self.seller)
        delivery = order.picking_ids.with_user(self.sender)
        scrap = self.env["stock.scrap"].with_user(self.sender)
        scrapped = scrap.create(
            {
                "product_id": self.vehicle.id,
                "scrap_qty": 1,
                "picking_id": delivery.id,
                "location_id": delivery.location_id.id,
            }
        )
        scrapped.action_validate()
        self.assertEqual(scrapped.state, "done")
        quant = (
            self.env["stock.quant"]
            .with_user(self.sender)
            .search(
                [
                    ("product_id", "=", self.vehicle.id),
                    ("location_id", "=", delivery.location_id.id),
                ]
            )
            .with_context(inventory_mode=True)
        )
        quant.inventory_quantity = 90
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 90)
        self.assertLeft(order, 0)

    def test_an_order_without_a_rule_is_left_alone(self):
        order = self._create_order(payment_term_id=False, user=self.seller)
        delivery = order.picking_ids.with_user(self.sender)
        delivery.move_ids.quantity = 3
        delivery.button_validate()
        self.assertLeft(order, 3)

    # ------------------------------------------------------------

    def _take_money_back(self):
        payments = self.order.payment_check_line_ids.check_id.sudo().payment_id
        payments.filtered(lambda payment: payment.state != "draft").action_draft()
        self.assertEqual(self.order.dispatch_state, "unpaid")

    def _add_move(self, product, **values):
        """Put a piece of a product into the delivery."""
        values = {
            "product_id": product.id,
            "product_uom_qty": 1,
            "quantity": 1,
            "location_id": self.delivery.location_id.id,
            "location_dest_id": self.delivery.location_dest_id.id,
            **values,
        }
        self.delivery.move_ids = [Command.create(values)]

    def _add_line(self, move):
        move.move_line_ids.copy({"quantity": 1, "move_id": move.id})

    def _return(self, picking, quantity):
        returned = self._prepare_return(picking, quantity)
        returned.button_validate()
        self.assertEqual(returned.state, "done")
        return returned

    def _prepare_return(self, picking, quantity):
        wizard = self._create_return_wizard(picking, quantity)
        return picking.browse(wizard.action_create_returns()["res_id"])

    def _create_return_wizard(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.sender)
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        return wizard


class TestClerkQuantity(NoWayByQuantity, NoWayCase):
    pass


class TestAdministratorQuantity(NoWayByQuantity, NoWayCase):
    as_administrator = True
