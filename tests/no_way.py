"""What the tests share that try to get round the gate."""

from contextlib import contextmanager, suppress

from odoo.exceptions import UserError

from .common import BackOfficeCase


class NoWayCase(BackOfficeCase):
    """Whoever tries whatever, the goods of an unpaid order do not reach the customer.

    Each case is tried by low-rights clerks and again by an administrator: a class of
    cases has two heirs, which differ in `as_administrator`.
    """

    as_administrator = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender, cls.seller = cls.dispatch_clerk, cls.order_clerk
        if cls.as_administrator:
            cls.sender = cls.seller = cls._create_administrator()

    @contextmanager
    def assertKept(self, order, message="must not be dispatched", left=0):
        """It is refused in a sentence that names the order, and nothing has left."""
        with self.assertRaises(UserError) as refused:
            yield
            self.env.flush_all()
        self.assertRegex(str(refused.exception), message)
        self.assertIn(order.name, str(refused.exception))
        self.assertLeft(order, left)

    @contextmanager
    def assertStays(self, order):
        """Whether core refuses it or it is of no use: nothing leaves."""
        with suppress(UserError), self.env.cr.savepoint():
            yield
            self.env.flush_all()
        self.assertLeft(order, 0)

    def assertLeft(self, order, quantity):
        """So much of the order's goods is with customers, on record and in fact."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = order.sudo().order_line
        products = lines.product_id | lines.move_ids.product_id
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id.usage", "in", ("customer", "transit")),
            ]
        )
        self.assertEqual(sum(quants.mapped("quantity")), quantity)
        self.assertEqual(sum(lines.mapped("qty_delivered")), quantity)
