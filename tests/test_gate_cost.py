"""What the gate adds to the work of the database. `make bench` measures the time."""

from unittest.mock import patch

from .common import BackOfficeCase

# The money of the orders is counted, and written.
MORE_QUERIES = 2


class TestGateCost(BackOfficeCase):
    def test_a_payment_of_a_free_order_costs_two_queries(self):
        term = self.env.ref("account.account_payment_term_immediate")
        self._assert_cheap(lambda: self._create_order(payment_term_id=term.id))

    def test_a_payment_of_a_signed_order_costs_two_queries(self):
        self._assert_cheap(self._create_released_order)

    def test_a_payment_of_many_orders_costs_no_more(self):
        self._assert_cheap(
            lambda: self.env["sale.order"].union(
                *(self._create_released_order() for _number in range(4))
            )
        )

    def _assert_cheap(self, create_orders):
        """A payment costs little more than with nobody told of it."""
        for _warm_up in range(2):  # what is read once; core's first in a sequence
            self._count_queries(create_orders())
        receipts = type(self.env["sale.order.receipt"])
        with patch.object(receipts, "_find", lambda *args: self.env["sale.order"]):
            plain = self._count_queries(create_orders())
        orders = create_orders()
        more = self._count_queries(orders) - plain
        self.assertLessEqual(more, MORE_QUERIES)
        for order in orders:
            self.assertGreaterEqual(order.amount_received, order.amount_total)

    def _count_queries(self, orders):
        invoice = self._create_invoice(orders)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._pay_invoice(invoice)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
