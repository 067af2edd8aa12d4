"""Two people press their buttons at the same moment: the gate answers as if they had in
the order in which they were through, and nobody reads an error of the database."""

from .race import DEADLOCK, FEW, ROUNDS, RaceCase, Request


class TestGateRace(RaceCase):
    # ------------------------------------------------------------
    # GOODS
    # ------------------------------------------------------------

    def test_of_two_deliveries_leaves_what_the_money_covers(self):
        self.company.partial_dispatch_allowed = True
        orders = self._create_orders(ROUNDS, quantity=2)
        self._verify(self._create_check(*orders, amounts=[84000.0] * ROUNDS))
        self._release(orders)
        self._split(orders.picking_ids)
        for order in orders:
            one, two = order.picking_ids
            left = self._validation(one, self.dispatch_clerk)
            right = self._validation(two, self.dispatch_clerk_2)
            with self.subTest(order.name):
                self.assertEqual(len(self._race(left, right)), 1)
                self.assertEqual(order.order_line.qty_delivered, 1)
                self.assertRegex(str(left.error or right.error), "and they have left")
        self.assertRaced()

    def test_goods_leave_only_before_their_payment_is_cancelled(self):
        order = self._create_running_order(ROUNDS)
        payment = order.payment_check_line_ids.check_id.payment_id
        payment = payment.with_user(self.finance_checker)
        for number in range(ROUNDS):
            with self.subTest(number):
                self._race_for_goods(order, Request(payment, "action_draft"))
                self.assertEqual(payment.state, "draft")
            payment.action_post()
        self.assertRaced()

    def test_goods_leave_only_before_their_release_is_revoked(self):
        order = self._create_running_order(ROUNDS)
        for number in range(ROUNDS):
            release = order.dispatch_release_ids[:1].with_user(self.finance_checker)
            revoke = Request(release, "action_revoke", ["Bankrupt."])
            with self.subTest(number):
                self._race_for_goods(order, revoke)
                self.assertEqual(release.state, "revoked")
            order.with_user(self.order_clerk).action_request_release()
            self._release(order)
        self.assertRaced()

    def test_goods_leave_only_before_the_order_outgrows_its_release(self):
        # As in plain Odoo, the two may wait for each other: one of them begins again.
        self.races.expected.append(DEADLOCK)
        for number in range(FEW):
            order = self._create_running_order(1)
            line = order.order_line.with_user(self.order_clerk)
            with self.subTest(number):
                self._race_for_goods(
                    order, Request(line, "write", [{"product_uom_qty": 4}])
                )
                self.assertEqual(line.product_uom_qty, 4)
        self.assertRaced()

    def test_two_orders_do_not_use_the_same_credit(self):
        self.company.dispatch_block_credit_limit = True
        self.addCleanup(self.company.write, {"dispatch_block_credit_limit": False})
        term = self.term_before_dispatch.copy(
            {"name": "On credit", "dispatch_payment_policy": "none"}
        )
        # What is invoiced once it has left is no debt before.
        self.vehicle.invoice_policy = "delivery"
        for number in range(FEW):
            customer = self.customer.copy({"name": f"Customer {number}"})
            customer.with_company(self.company).credit_limit = 100000.0
            one, two = self._create_orders(
                2, partner_id=customer.id, payment_term_id=term.id
            )
            left = self._validation(one.picking_ids, self.dispatch_clerk)
            right = self._validation(two.picking_ids, self.dispatch_clerk_2)
            with self.subTest(customer.name):
                self.assertEqual(len(self._race(left, right)), 1)
                self.assertRegex(str(left.error or right.error), "credit limit")
        self.assertRaced()

    # ------------------------------------------------------------
    # MONEY AND SIGNATURES
    # ------------------------------------------------------------

    def test_one_of_two_checkers_verifies(self):
        for order in self._create_orders(FEW):
            check = self._create_check(order)
            self._race_to_decide(
                Request(check.with_user(self.finance_checker), "action_verify"),
                Request(check.with_user(self.finance_checker_2), "action_verify"),
            )
            self.assertEqual(order.amount_received, 84000.0)
        self.assertRaced()

    def test_one_of_two_checkers_decides_on_a_release(self):
        orders = self._create_orders(FEW)
        self._verify(self._create_check(*orders))
        for order in orders:
            release = order.dispatch_release_ids
            self._race_to_decide(
                Request(release.with_user(self.finance_checker), "action_approve"),
                Request(
                    release.with_user(self.finance_checker_2), "action_refuse", ["No."]
                ),
            )
            self.assertIn(release.state, ("approved", "refused"))
        self.assertRaced()

    def test_two_payments_at_once_are_one_request(self):
        self.company.partial_dispatch_allowed = False
        for order in self._create_orders(FEW):
            one, two = (self._create_check(order, amounts=[42000.0]) for _ in range(2))
            with self.subTest(order.name):
                committed = self._race(
                    Request(one.with_user(self.finance_checker), "action_verify"),
                    Request(two.with_user(self.finance_checker_2), "action_verify"),
                )
                self.assertEqual(len(committed), 2)
                self.assertEqual(order.dispatch_state, "paid")
                self.assertEqual(order.dispatch_release_ids.state, "requested")
        self.assertRaced()

    def test_no_signature_outlives_its_payment(self):
        orders = self._create_orders(FEW)
        checks = self._create_checks(orders)
        self._verify(checks)
        for check, order in zip(checks, orders, strict=True):
            release = order.dispatch_release_ids.with_user(self.finance_checker_2)
            sign = Request(release, "action_approve")
            payment = check.payment_id.with_user(self.finance_checker)
            cancel = Request(payment, "action_draft")
            with self.subTest(order.name):
                self.assertIs(self._race(sign, cancel)[-1], cancel)
                self.assertEqual(order.dispatch_state, "unpaid")
        self.assertRaced()

    # ------------------------------------------------------------

    def _create_orders(self, count, **values):
        orders = self.env["sale.order"].concat(
            *(self._create_order(confirm=False, **values) for _ in range(count))
        )
        orders.with_user(self.order_clerk).action_confirm()
        return orders

    def _create_checks(self, orders):
        checks = self.env["sale.payment.check"].concat(
            *(self._create_check(order, request=False) for order in orders)
        )
        checks.with_user(self.order_clerk).action_request()
        return checks

    def _create_running_order(self, rounds):
        """A released order of which one vehicle has left, and one will stay. So core
        has nothing to write on the order when another one leaves, and only the gate
        tells that delivery from what happens at the same time."""
        order = self._create_order(quantity=rounds + 2)
        self._pay(order)
        self._release(order)
        delivery = self._get_next_delivery(order)
        delivery.with_context(skip_backorder=True).button_validate()
        return order

    def _get_next_delivery(self, order):
        """Let the dispatch clerk pick one vehicle of what has not left."""
        delivery = order.picking_ids.filtered(lambda delivery: delivery.state != "done")
        delivery = delivery.with_user(self.dispatch_clerk)
        delivery.move_ids.quantity = 1
        return delivery

    def _split(self, deliveries):
        """Put one vehicle of each delivery into a delivery of its own."""
        deliveries = deliveries.with_user(self.dispatch_clerk)
        deliveries.move_ids.quantity = 1
        deliveries.action_split_transfer()

    def _validation(self, delivery, user):
        """The click on Validate; what is not there is left to a backorder."""
        return Request(
            delivery.with_user(user),
            "button_validate",
            context={"skip_backorder": True},
        )

    def _race_for_goods(self, order, stop):
        """Validate a delivery while something happens that forbids it."""
        self.assertFalse(order.is_dispatch_blocked)
        delivery = self._get_next_delivery(order)
        validation = self._validation(delivery, self.dispatch_clerk)
        committed = self._race(validation, stop)
        self.assertIs(committed[-1], stop)
        self.assertEqual(delivery.state == "done", validation in committed)

    def _race_to_decide(self, left, right):
        """Only one of them decides; the other reads that it is decided."""
        committed = self._race(left, right)
        with self.subTest(left.records.name):
            self.assertEqual(len(committed), 1)
            self.assertRegex(str(left.error or right.error), "this is not possible")
