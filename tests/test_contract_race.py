"""Two orders call one contract at the same moment."""

from .race import FEW, RaceCase, Request


class TestContractRace(RaceCase):
    def test_one_of_two_orders_calls_the_last_piece(self):
        self.company.contract_overcall_policy = "refuse"
        for _ in range(FEW):
            line, left, right = self._prepare(quantity=1)
            committed = self._race(left, right)
            with self.subTest(line.contract_id.name):
                self.assertEqual(len(committed), 1)
                self.assertRegex(str(left.error or right.error), "has only 0.0 left")
                self.assertEqual(line.quantity_ordered, 1)
                states = line.order_line_ids.order_id.mapped("state")
                self.assertEqual(sorted(states), ["draft", "sale"])
        self.assertRaced()

    def test_two_running_orders_do_not_both_grow_by_the_last_piece(self):
        self.company.contract_overcall_policy = "refuse"
        for _ in range(FEW):
            line, *confirmations = self._prepare(quantity=3)
            one, two = (request.records for request in confirmations)
            (one | two).action_confirm()
            more = [{"product_uom_qty": 2}]
            left, right = (
                Request(order.order_line, "write", more) for order in (one, two)
            )
            with self.subTest(line.contract_id.name):
                self.assertEqual(len(self._race(left, right)), 1)
                self.assertEqual(line.quantity_ordered, 3)
        self.assertRaced()

    def test_what_two_orders_do_at_once_is_added_up(self):
        self.company.contract_overcall_policy = "warn"
        for _ in range(FEW):
            line, left, right = self._prepare(quantity=10)
            with self.subTest(line.contract_id.name):
                self.assertEqual(len(self._race(left, right)), 2)
                self.assertEqual(line.quantity_ordered, 2)
                left, right = (
                    Request(
                        request.records.picking_ids.with_user(user), "button_validate"
                    )
                    for request, user in (
                        (left, self.dispatch_clerk),
                        (right, self.dispatch_clerk_2),
                    )
                )
                self.assertEqual(len(self._race(left, right)), 2)
                self.assertEqual(line.quantity_delivered, 2)
                self.assertEqual(line.contract_id.amount_delivered, 160000.0)
        self.assertRaced()

    def _prepare(self, quantity):
        """A line over so many vehicles, and two clicks of two clerks, each of which
        confirms an order of one of them."""
        contract = self._create_contract(
            {"quantity": quantity, "price_unit": 80000.0}, payment_term_id=False
        )
        clicks = [
            Request(
                self._create_order(
                    user=user,
                    contract_id=contract.id,
                    payment_term_id=False,
                    confirm=False,
                ),
                "action_confirm",
            )
            for user in (self.order_clerk, self.order_clerk_2)
        ]
        return contract.line_ids.sudo(), *clicks
