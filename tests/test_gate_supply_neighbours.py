"""What waits for the deposit in other core apps, and stops when it is gone."""

import pytest

from odoo.fields import Command

from .neighbours import NeighbourFactories
from .no_way import NoWayCase

pytestmark = pytest.mark.neighbours


class TestGateSupplyNeighbours(NeighbourFactories, NoWayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = {"payment_term_id": cls.term_deposit.id}

    def test_a_production_waits_stops_and_starts_anew(self):
        order, productions = self._create_production(**self.terms)
        self.assertFalse(productions)
        payment = self._pay(order, 270000.0).payment_id
        production = self._find_productions(order)
        self.assertEqual(production.state, "confirmed")
        payment.action_draft()
        self.assertEqual(production.state, "cancel")
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertIn(production.name, order.message_ids[0].body)
        payment.action_post()
        again = self._find_productions(order) - production
        self.assertEqual((again.state, again.product_qty), ("confirmed", 1))

    def test_a_production_that_has_started_goes_on(self):
        order, _none = self._create_production(**self.terms)
        payment = self._pay(order, 270000.0).payment_id
        production = self._find_productions(order)
        production.qty_producing = 0.5
        production.move_raw_ids.picked = True
        self.assertEqual(production.state, "progress")
        payment.action_draft()
        self.assertEqual(production.state, "progress")
        self.assertRegex(
            order.message_ids[0].body, f"already started.*{production.name}"
        )

    def test_a_purchase_for_the_order_alone_stops(self):
        order, purchases = self._create_dropship(**self.terms)
        self.assertFalse(purchases)
        payment = self._pay(order, 1080.0).payment_id
        purchase = self._find_purchases(order)
        self.assertEqual(purchase.state, "draft")
        payment.action_draft()
        self.assertEqual(purchase.state, "cancel")
        payment.action_post()
        again = self._find_purchases(order) - purchase
        self.assertEqual(again.order_line.product_qty, 1)

    def test_a_purchase_that_serves_others_is_left_alone(self):
        order, _none = self._create_dropship(**self.terms)
        payment = self._pay(order, 1080.0).payment_id
        purchase = self._find_purchases(order)
        purchase.order_line.copy({"order_id": purchase.id, "sale_line_id": False})
        payment.action_draft()
        self.assertEqual(purchase.state, "draft")

    def test_a_service_is_bought_once_the_deposit_is_in(self):
        supplier = self.env["res.partner"].create({"name": "Painters Ltd"})
        painting = self._create_product(
            "Painting",
            1000.0,
            on_hand=0,
            type="service",
            service_to_purchase=True,
            seller_ids=[Command.create({"partner_id": supplier.id, "price": 1.0})],
        )
        order = self._create_order_of(painting, **self.terms)
        self.assertTrue(order.is_supply_blocked)
        self.assertFalse(self._find_purchases(order))
        self._pay(order, 300.0)
        self.assertEqual(self._find_purchases(order).partner_id, supplier)
        self.assertIn("supply has started", order.message_ids[0].body)

    def _find_productions(self, order):
        product = order.order_line.product_id
        return self.env["mrp.production"].search([("product_id", "=", product.id)])

    def _find_purchases(self, order):
        return order.sudo().order_line.purchase_line_ids.order_id
