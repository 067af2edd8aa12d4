"""What counts as received online."""

from .common import BackOfficeCase


class TestGateReceivedOnline(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls._create_provider()

    def setUp(self):
        super().setUp()
        self.order = self._create_order()

    def test_a_captured_online_payment_counts_and_an_authorised_one_does_not(self):
        transaction = self._create_transaction(84000.0, self.order)
        transaction._set_authorized()
        self.assertEqual(self.order.amount_received, 0.0)
        transaction._set_done()
        self.assertEqual(self.order.amount_received, 84000.0)
        transaction._post_process()
        self.assertTrue(transaction.payment_id)
        self.assertEqual(self.order.amount_received, 84000.0)
        invoice = self._create_invoice(self.order)
        self._match(transaction.payment_id, invoice)
        self.assertEqual(self.order.amount_received, 84000.0)
        transaction.payment_id.action_draft()
        transaction.payment_id.action_cancel()
        self.assertEqual(self.order.amount_received, 0.0)

    def test_an_online_payment_over_two_orders_is_shared_as_they_change(self):
        other = self._create_order()
        transaction = self._create_transaction(168000.0, self.order, other)
        transaction._set_done()
        self.assertReceived(self.order, 84000.0)
        self.order.order_line.product_uom_qty = 3
        self.assertReceived(self.order, 126000.0)
        self.assertReceived(other, 42000.0)

    def test_the_parts_captured_count_until_they_are_refunded(self):
        authorised = self._create_transaction(84000.0, self.order)
        authorised._set_authorized()
        part = authorised._create_child_transaction(50000.0)
        part._set_done()
        authorised._create_child_transaction(34000.0)._set_canceled()
        self.assertReceived(self.order, 50000.0)
        refund = part._create_child_transaction(20000.0, is_refund=True)
        self.assertReceived(self.order, 50000.0)
        refund._set_done()
        self.assertReceived(self.order, 30000.0)
        for transaction in part | refund:
            transaction._post_process()
        self.assertReceived(self.order, 30000.0)
        refund.payment_id.action_reject()
        self.assertReceived(self.order, 50000.0)
