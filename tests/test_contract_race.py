"""Two clerks press their buttons at the same moment: a contract promises what both of
them read, and no more is called than it has."""

from .race import FEW, RaceCase, Request


class TestContractRace(RaceCase):
    def test_what_was_signed_is_what_the_lines_say(self):
        for _ in range(FEW):
            contract = self._create_contract({"name": "Ten cars"}, sign=False)
            line = contract.line_ids
            change = Request(
                line.with_user(self.order_clerk_2), "write", [{"name": "Ten red cars"}]
            )
            committed = self._race(change, Request(contract, "action_sign"))
            self.assertEqual(committed[0] is change, line.name == "Ten red cars")
            self.assertEqual(contract.state, "signed")
        self.assertRaced()

    def test_what_was_agreed_is_what_the_amendment_says(self):
        for _ in range(FEW):
            contract = self._create_contract()
            contract.action_amend()
            amendment = contract.amendment_ids
            amendment.write(
                {"agreed_by": "Ms Li", "date_agreed": "2026-02-01", "reason": "More"}
            )
            line = amendment.line_ids.with_user(self.order_clerk_2)
            self._race(
                Request(line, "write", [{"quantity": 12}]),
                Request(amendment, "action_agree"),
            )
            self.assertEqual(contract.line_ids.quantity, line.quantity)
        self.assertRaced()

    def test_two_orders_do_not_call_the_last_piece(self):
        self.company.contract_overcall_policy = "refuse"
        for _ in range(FEW):
            line, left, right = self._prepare(quantity=10, called=6)
            self.assertEqual(len(self._race(left, right)), 1)
            self.assertRegex(str(left.error or right.error), "has only 4 left")
            self.assertEqual(line.quantity_ordered, 6)
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

    def test_a_guarantee_is_settled_once(self):
        contract = self._create_contract()
        guarantees = self.env["sale.contract.guarantee"].with_user(self.order_clerk)
        for _ in range(FEW):
            values = {"contract_id": contract.id, "name": "BG-0815", "amount": 5000.0}
            guarantee = guarantees.create(values)
            left = Request(guarantee, "action_return")
            right = Request(guarantee.with_user(self.finance_checker), "action_claim")
            self.assertEqual(len(self._race(left, right)), 1)
            self.assertRegex(str(left.error or right.error), "this is not possible")
        self.assertRaced()

    # ------------------------------------------------------------

    def _prepare(self, quantity, called=1):
        """A line over so many vehicles, and two clicks of two clerks, each of which
        confirms an order that calls some of them."""
        contract = self._create_contract(
            {"quantity": quantity, "price_unit": 80000.0}, payment_term_id=False
        )
        clicks = [
            Request(
                self._create_order(
                    called,
                    user,
                    contract_id=contract.id,
                    payment_term_id=False,
                    confirm=False,
                ),
                "action_confirm",
            )
            for user in (self.order_clerk, self.order_clerk_2)
        ]
        return contract.line_ids.sudo(), *clicks
