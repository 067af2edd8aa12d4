"""No way round the gate beside other core apps, on which the add-on does not depend."""

import pytest

from odoo import fields
from odoo.fields import Command

from .neighbours import NeighbourFactories
from .no_way import NoWayCase
from .test_gate_no_way_moves import NoWayByMoving

pytestmark = pytest.mark.neighbours


class NoWayByNeighbours(NeighbourFactories):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(quantity=2, user=cls.seller)
        cls.delivery = cls.order.picking_ids.with_user(cls.sender)

    # ------------------------------------------------------------
    # BATCH AND WAVE
    # ------------------------------------------------------------

    def test_a_batch(self):
        free = self._create_order(payment_term_id=False)
        deliveries = self.delivery | free.picking_ids
        deliveries.batch_id = False
        batch = (
            self.env["stock.picking.batch"]
            .with_user(self.sender)
            .create({"picking_ids": [Command.set(deliveries.ids)]})
        )
        batch.action_confirm()
        with self.assertKept(self.order):
            batch.action_done()
        self.delivery.batch_id = False
        batch.action_done()
        self.assertEqual(batch.state, "done")
        self.assertEqual(free.order_line.qty_delivered, 1)
        self.assertEqual(self.order.order_line.qty_delivered, 0)

    def test_a_wave(self):
        self.delivery.batch_id = False
        lines = self.delivery.move_ids.move_line_ids
        wave = (
            self.env["stock.add.to.wave"]
            .with_user(self.sender)
            .create({"mode": "new", "line_ids": [Command.set(lines.ids)]})
        )
        wave.attach_pickings()
        batch = lines.picking_id.batch_id
        self.assertTrue(batch.is_wave)
        with self.assertKept(self.order):
            batch.action_done()

    # ------------------------------------------------------------
    # DROPSHIP
    # ------------------------------------------------------------

    def test_a_dropship(self):
        order, purchase = self._create_dropship()
        purchase.button_confirm()
        receipt = purchase.picking_ids.with_user(self.sender)
        self.assertTrue(receipt.is_dropship)
        with self.assertKept(order):
            receipt.button_validate()
        self._pay(order)
        self._release(order)
        receipt.button_validate()
        self.assertLeft(order, 1)

    def test_a_dropship_whose_purchase_forgets_the_order(self):
        order, purchase = self._create_dropship()
        purchase.order_line.sale_line_id = False
        purchase.origin = False
        purchase.button_confirm()
        receipt = purchase.picking_ids.with_user(self.sender)
        with self.assertKept(order):
            receipt.button_validate()

    # ------------------------------------------------------------
    # KITS AND MANUFACTURING
    # ------------------------------------------------------------

    def test_the_parts_of_a_kit(self):
        order, body, wheel = self._create_kit_order()
        delivery = order.picking_ids.with_user(self.sender)
        moves = {move.product_id: move for move in delivery.move_ids}
        self.assertEqual(set(moves), {body, wheel})
        moves[body].quantity = 0
        with self.assertKept(order):
            delivery.with_context(skip_backorder=True).button_validate()
        self._pay(order)
        self._release(order)
        moves[body].quantity = 2
        moves[wheel].quantity = 9
        with self.assertKept(order, "9.0 .* of Wheel .* only 8.0 are ordered"):
            delivery.button_validate()
        moves[wheel].quantity = 8
        delivery.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 2)

    def test_manufacturing_to_order_goes_on(self):
        order, production = self._create_production()
        production.action_confirm()
        production.qty_producing = 1
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.assertEqual(production.state, "done")
        with self.assertKept(order):
            order.picking_ids.with_user(self.sender).button_validate()

    # ------------------------------------------------------------
    # REPAIR
    # ------------------------------------------------------------

    def test_a_part_that_a_repair_builds_in(self):
        battery = self._create_product("Battery", 9000.0)
        order = self._create_order(user=self.seller)
        part = {
            "product_id": battery.id,
            "product_uom_qty": 1,
            "repair_line_type": "add",
        }
        repair = self._create_repair(order, move_ids=[Command.create(part)])
        self.assertEqual(repair.move_ids.sale_line_id.order_id, order)
        with self.assertKept(order):
            repair.action_repair_end()
        self._pay(order)
        self._release(order)
        repair.action_repair_end()
        self.assertEqual(repair.state, "done")

    def test_a_repair_that_sends_what_was_ordered(self):
        repair = self._create_repair(
            self.order, product_location_dest_id=self.delivery.location_dest_id.id
        )
        with self.assertKept(self.order):
            repair.action_repair_end()

    # ------------------------------------------------------------
    # POINT OF SALE
    # ------------------------------------------------------------

    def test_the_point_of_sale_ships_later(self):
        with self.assertKept(self.order):
            sold = self._sell_at_counter(shipping_date=fields.Date.today())
            delivery = sold.picking_ids.with_user(self.sender)
            delivery.move_ids.quantity = 2
            delivery.button_validate()

    def test_the_point_of_sale_hands_over(self):
        with self.assertKept(self.order):
            self._sell_at_counter()
        self._pay(self.order)
        self._release(self.order)
        self._sell_at_counter()
        self.assertLeft(self.order, 2)

    def test_the_point_of_sale_hands_over_at_the_end_of_the_day(self):
        self.company.point_of_sale_update_stock_quantities = "closing"
        with self.assertKept(self.order):
            self._sell_at_counter()


class TestClerkBesideNeighbours(NoWayByNeighbours, NoWayCase):
    pass


class TestAdministratorBesideNeighbours(NoWayByNeighbours, NoWayCase):
    as_administrator = True


class TestMovesBesideNeighbours(NoWayByMoving, NoWayCase):
    """The same moves as without neighbours: several of them override how goods move."""
