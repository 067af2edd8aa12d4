"""Two clerks press their buttons at the same moment: a contract promises what both of
them read, and no more is called than it has."""

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.tests import BaseCase

from .common import BackOffice
from .race import Races, Request, own_database

FEW = 10


class TestContractRace(BackOffice, BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.enterClassContext(own_database())
        cls.cr = cls.enterClassContext(cls.registry.cursor())
        cls.env = Environment(cls.cr, SUPERUSER_ID, {})
        cls._open_office()
        cls.cr.commit()

    def setUp(self):
        super().setUp()
        self.cr.rollback()
        self.races = Races(self.registry)

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
            contract = self._create_contract(payment_term_id=False)
            one, two = (
                self._create_order(
                    6,
                    user,
                    confirm=False,
                    contract_id=contract.id,
                    payment_term_id=False,
                )
                for user in (self.order_clerk, self.order_clerk_2)
            )
            left, right = (Request(order, "action_confirm") for order in (one, two))
            self.assertEqual(len(self._race(left, right)), 1)
            self.assertRegex(str(left.error or right.error), "has only 4 left")
            self.assertEqual(contract.line_ids.quantity_ordered, 6)
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

    def _race(self, left, right):
        """Run both on what is committed; whoever loses reads a sentence of ours."""
        self.cr.commit()
        committed = self.races.run(left, right)
        self.cr.rollback()  # to see what they have done
        for request in (left, right):
            if request not in committed:
                self.assertIs(type(request.error), UserError, repr(request.error))
        return committed

    def assertRaced(self):
        """Each was first at times, and Odoo had to try again."""
        self.assertEqual(self.races.firsts, {"left", "right"})
        self.assertGreaterEqual(self.races.retries, self.races.rounds * 2 // 5)
