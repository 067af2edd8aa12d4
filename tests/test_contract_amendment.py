"""A signed contract changes by an amendment, which keeps what was promised before."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import BackOfficeCase


class TestContractAmendment(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(
            {"price_unit": 80000.0, "date_due": "2026-03-31"}, date_end="2026-06-30"
        )
        cls.line = cls.contract.line_ids

    def setUp(self):
        super().setUp()
        self.amendment = self._amend()

    def test_nothing_changes_before_both_have_agreed(self):
        self.amendment.line_ids.quantity = 12
        self.assertEqual(self.line.quantity, 10)
        with self.assertRaisesRegex(
            UserError, "who agreed for the customer, the date.*, and the reason"
        ):
            self.amendment.action_agree()
        self._agree()
        self.assertEqual(self.line.quantity, 12)
        self.assertEqual(self.contract.amount_total, 960000.0)

    def test_what_was_promised_before_stays_readable(self):
        self.amendment.line_ids.write(
            {"quantity": 12, "price_unit": 79000.0, "date_due": "2026-05-31"}
        )
        self.amendment.date_end = "2026-12-31"
        self._agree()
        self.assertRecordValues(
            self.amendment.line_ids,
            [{"quantity_before": 10, "price_unit_before": 80000.0, "quantity": 12}],
        )
        self.assertEqual(str(self.amendment.line_ids.date_due_before), "2026-03-31")
        self.assertEqual(str(self.amendment.date_end_before), "2026-06-30")
        self.assertEqual(str(self.contract.date_end), "2026-12-31")
        self.assertIn("agreed by Director Yang", self.contract.message_ids[0].body)
        self.assertEqual(self._amend().line_ids.quantity_before, 12)

    def test_lines_come_and_go(self):
        charger = self._create_product("Home charger", 3600.0)
        self.amendment.line_ids = [
            Command.create(
                {"product_id": charger.id, "quantity": 5, "price_unit": 3000}
            )
        ]
        self._agree()
        self.assertEqual(self.contract.line_ids.mapped("quantity"), [10, 5])
        self.assertEqual(self.contract.amount_total, 815000.0)
        second = self._amend()
        second.line_ids[0].quantity = 0
        self._agree(second)
        self.assertEqual(self.contract.line_ids.product_id, charger)
        self.assertEqual(self.contract.amount_total, 15000.0)
        self.assertTrue(self.line.exists())
        self.assertFalse(self.line.active)

    def test_less_than_is_ordered_is_refused(self):
        self._create_order(
            quantity=4, contract_id=self.contract.id, payment_term_id=False
        )
        for quantity in (3, 0):
            self.amendment.line_ids.quantity = quantity
            with self.assertRaisesRegex(UserError, "4 Units of .* are ordered"):
                self._agree()
        self.amendment.line_ids.quantity = 4
        self._agree()
        self.assertTrue(self.contract.is_called_off)

    def test_more_than_promised_may_be_ordered_already(self):
        self._create_order(
            quantity=12, contract_id=self.contract.id, payment_term_id=False
        )
        self.amendment.date_end = "2026-12-31"
        self._agree()
        self.assertEqual(self.line.quantity, 10)

    def test_what_has_goods_or_money_stays(self):
        order = self._create_order(
            quantity=1, contract_id=self.contract.id, payment_term_id=False
        )
        self._pay(order, 80000.0)
        order._action_cancel()
        self.amendment.line_ids.quantity = 0
        with self.assertRaisesRegex(UserError, "so it stays in SC/.*Lower its quant"):
            self._agree()
        self.assertEqual(self.contract.amount_received, 80000.0)

    def test_taxes_stay_as_they_were_agreed(self):
        self.vehicle.taxes_id = self._create_tax(13)
        contract = self._create_contract(
            {"price_unit": 1000.0, "tax_ids": [Command.set(self._create_tax(9).ids)]}
        )
        amendment = self._amend(contract)
        amendment.line_ids.quantity = 20
        self._agree(amendment)
        self.assertEqual(contract.amount_total, 21800.0)

    def test_less_than_is_delivered_is_refused_though_the_order_was_cancelled(self):
        order = self._create_order(
            quantity=4, contract_id=self.contract.id, payment_term_id=False
        ).sudo()
        order.picking_ids.button_validate()
        order._action_cancel()
        self.assertEqual(self.line.quantity_ordered, 0)
        self.amendment.line_ids.quantity = 3
        with self.assertRaisesRegex(UserError, "4 Units of .* or delivered already"):
            self._agree()

    def test_the_only_line_of_a_contract_is_taken_out(self):
        self.amendment.line_ids.quantity = 0
        self._agree()
        self.assertFalse(self.line.active)
        self.assertEqual(self.contract.amount_total, 0)

    def test_what_an_amendment_leaves_as_it_was_is_not_written(self):
        other = self._create_contract({}, {"price_unit": 70000.0})
        one, two = other.line_ids
        amendment = self._amend(other)
        amendment.line_ids[1].quantity = 12
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_contract_line SET write_date = '2026-01-06'")
        self.env.invalidate_all()
        self._agree(amendment)
        written = (one | two).filtered(lambda line: str(line.write_date) > "2026-01-07")
        self.assertEqual(written, two)

    def test_what_is_agreed_is_not_changed_any_more(self):
        self._agree()
        line = self.amendment.line_ids
        for record, values in (
            (self.amendment, {"agreed_by": "Nobody"}),
            (self.amendment, {"line_ids": [Command.create({"name": "A gift"})]}),
            (line, {"quantity": 1}),
            (line, {"quantity_before": 1}),
        ):
            for sudo in (False, True):
                with (
                    self.subTest(values=values),
                    self.assertRaisesRegex(UserError, "is “Agreed”"),
                ):
                    record.sudo(sudo).write(values)
        with self.assertRaisesRegex(UserError, "is “Agreed”"):
            self.amendment.unlink()
        with self.assertRaisesRegex(AccessError, "cannot be filled in by hand"):
            self.amendment.sudo().state = "draft"

    def test_nothing_joins_what_is_agreed(self):
        self._agree()
        second = self._amend()
        lines = second.line_ids.with_context(default_amendment_id=self.amendment.id)
        for join in (
            lambda: lines.create({"name": "A gift"}),
            lambda: lines.write({"amendment_id": self.amendment.id}),
        ):
            with self.assertRaisesRegex(UserError, "is “Agreed”"):
                join()

    def test_it_changes_no_other_contract(self):
        other = self._create_contract()
        with self.assertRaisesRegex(ValidationError, "is not a line of"):
            self.amendment.line_ids.contract_line_id = other.line_ids

    def test_one_is_prepared_at_a_time_and_for_signed_contracts_only(self):
        self.assertEqual(self._amend(), self.amendment)
        with self.assertRaisesRegex(UserError, "is “Draft”"):
            self._create_contract(sign=False).action_amend()

    # ------------------------------------------------------------

    def _amend(self, contract=None):
        action = (contract or self.contract).action_amend()
        amendments = self.env[action["res_model"]].with_user(self.order_clerk)
        return amendments.browse(action["res_id"])

    def _agree(self, amendment=None):
        amendment = amendment or self.amendment
        amendment.write(
            {
                "agreed_by": "Director Yang",
                "date_agreed": "2026-02-10",
                "reason": "The customer needs more vehicles.",
            }
        )
        amendment.action_agree()
