"""The way of a payment: asked, verified, signed, dispatched."""

from odoo.exceptions import UserError

from .common import BackOfficeCase


class TestGatePayment(BackOfficeCase):
    def test_goods_leave_once_the_money_is_in_and_finance_has_signed(self):
        order = self._create_order()
        delivery = order.picking_ids
        self.assertRecordValues(
            order,
            [
                {
                    "dispatch_state": "unpaid",
                    "amount_required_for_dispatch": 84000.0,
                    "amount_received": 0.0,
                    "amount_missing_for_dispatch": 84000.0,
                    "is_dispatch_blocked": True,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(delivery)
        self._pay(order)
        self.assertEqual(order.dispatch_state, "paid")
        with self.assertRaisesRegex(UserError, "finance signs its release"):
            self._dispatch(delivery)
        self._release(order)
        self.assertEqual(order.dispatch_state, "released")
        self._dispatch(delivery)
        self.assertEqual(delivery.state, "done")
