"""The clerk and the supervisor open the stand-up in the same minute: each salesperson
has one row all the same."""

from odoo.service import model as service

from .race import FEW, RaceCase, Request


class Opening(Request):
    """A menu that is chosen: a call on no record."""

    def _call(self, cursor):
        records, context = self.records, {"context": self.context}
        service.execute_cr(
            cursor, records.env.uid, records._name, self.method, (), context
        )


class TestTeamRace(RaceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()
        cls.cr.commit()

    def test_two_stand_ups_make_one_row_for_each_salesperson(self):
        targets = self.env["sale.target"]
        for _ in range(FEW):
            targets.search([]).unlink()
            left, right = (
                Opening(targets.with_user(user), "action_stand_up")
                for user in (self.order_clerk, self.supervisor)
            )
            self.assertEqual(len(self._race(left, right)), 2)
            self.assertEqual(
                targets.search([]).mapped("user_id"),
                self.salesperson | self.salesperson_2,
            )
            self.assertEqual(targets.search_count([]), 2)
        self.assertRaced()
