"""Orders call contracts: what they may call, at which price, and how much."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import BackOfficeCase


class TestContractOrders(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(
            {"price_unit": 80000.0}, payment_term_id=cls.term_deposit.id
        )
        cls.line = cls.contract.line_ids

    def test_an_order_takes_price_and_payment_term_of_its_contract(self):
        order = self._call(2)
        self.assertEqual(order.order_line.contract_line_id, self.line)
        self.assertEqual(order.order_line.price_unit, 80000.0)
        self.assertEqual(order.payment_term_id, self.term_deposit)
        self.assertEqual(order.dispatch_payment_percent, 100)
        self.assertEqual(order.supply_payment_percent, 30)
        self.assertEqual(self.line.quantity_ordered, 0)
        order.action_confirm()
        self.assertEqual(self.line.quantity_ordered, 2)

    def test_a_salesperson_calls_what_a_clerk_keeps(self):
        order = self._call(11, user_id=self.salesperson.id)
        order = order.with_user(self.salesperson)
        self.assertIn("has only 10 left", order.contract_warning)
        order.action_confirm()
        self.assertEqual(self.line.quantity_ordered, 11)
        order.order_line.product_uom_qty = 10
        self.assertEqual(self.line.quantity_ordered, 10)

    def test_money_leads_to_the_lines_of_orders_that_call_a_contract(self):
        order, other = self._call(1).sudo(), self._create_order(confirm=False).sudo()
        self.assertEqual(order.calling_order_ids, order)
        self.assertFalse(other.calling_order_ids)
        with self.assertRaisesRegex(AccessError, "calling_order_ids"):
            order.with_user(self.executive).sudo(False).read(["calling_order_ids"])

    def test_units_are_those_of_the_contract(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        contract = self._create_contract(
            {"quantity": 2, "product_uom_id": dozen.id, "price_unit": 960000.0}
        )
        order = self._call(6, contract_id=contract.id)
        self.assertEqual(order.order_line.price_unit, 80000.0)
        order.action_confirm()
        self.assertEqual(contract.line_ids.quantity_ordered, 0.5)

    def test_only_signed_contracts_of_the_customer_are_offered_while_something_is_left(
        self,
    ):
        branch = self.env["res.partner"].create(
            {"name": "Kunming branch", "parent_id": self.customer.id}
        )
        other = self.env["res.partner"].create({"name": "Guizhou"})
        with_other = self._create_contract(partner_id=other.id)
        draft = self._create_contract(sign=False)
        order = self._create_order(partner_id=branch.id, confirm=False)
        self.assertEqual(order.allowed_contract_ids, self.contract)
        for contract, message in (
            (with_other, "is a contract with Guizhou"),
            (draft, "is not a signed contract"),
        ):
            with self.assertRaisesRegex(ValidationError, message):
                order.contract_id = contract
        self._call(10).action_confirm()
        order.invalidate_recordset(["allowed_contract_ids"])
        self.assertFalse(order.allowed_contract_ids)

    def test_they_are_offered_for_the_products_that_are_left(self):
        van = self._create_product("Van", 50000.0)
        vans = self._create_contract({}, {"product_id": van.id, "quantity": 2})
        words = self._create_contract({"product_id": False, "name": "As agreed"})
        self._call(10, contract_id=vans.id).action_confirm()
        for product, offered in (
            (self.vehicle, self.contract | words),
            (van, vans | words),
        ):
            line = Command.create({"product_id": product.id})
            order = self._create_order(order_line=[line], confirm=False)
            self.assertEqual(order.allowed_contract_ids, offered.sorted())

    def test_an_order_in_another_currency_is_refused(self):
        self.env.ref("base.USD").active = True
        contract = self._create_contract(currency_id=self.env.ref("base.USD").id)
        with self.assertRaisesRegex(ValidationError, "Choose a pricelist"):
            self._call(1, contract_id=contract.id)

    def test_one_click_orders_what_is_left(self):
        self._call(3).action_confirm()
        action = self.contract.action_create_order()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.contract_id, self.contract)
        self.assertEqual(order.order_line.product_uom_qty, 7)
        self.assertEqual(order.order_line.price_unit, 80000.0)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "is ordered"):
            self.contract.action_create_order()

    def test_one_click_names_what_the_contract_words_freely(self):
        contract = self._create_contract(
            {}, {"product_id": False, "name": "Training of two drivers", "quantity": 2}
        )
        wording = contract.line_ids[1]
        action = contract.action_create_order()
        order = self.env["sale.order"].browse(action["res_id"])
        call, note = order.order_line
        self.assertEqual(call.contract_line_id, contract.line_ids[0])
        self.assertEqual(note.display_type, "line_note")
        self.assertIn("Training of two drivers, 2 Units left", note.name)
        training = self._create_product("Training", 500.0, type="service", on_hand=0)
        values = {"product_id": training.id, "product_uom_qty": 2}
        values["contract_line_id"] = wording.id
        order.order_line = [Command.delete(note.id), Command.create(values)]
        order.action_confirm()
        self.assertTrue(contract.is_called_off)

    @freeze_time("2026-11-02")
    def test_a_quotation_says_that_its_contract_has_ended(self):
        self.contract.sudo()._write_sealed({"date_end": "2026-11-02"})
        order = self._call(1)
        self.assertFalse(order.contract_warning)
        with freeze_time("2026-11-03"):
            order.invalidate_recordset(["contract_warning"])
            self.assertIn("has ended on 11/02/2026", order.contract_warning)
            order.action_confirm()
            self.assertFalse(order.contract_warning)

    def test_another_pricelist_is_another_currency(self):
        dollar = self._set_rates("USD", ("2026-01-01", 7.0))
        pricelist = self.env["product.pricelist"].create(
            {"name": "USD", "currency_id": dollar.id}
        )
        order = self._call(1)
        with self.assertRaisesRegex(ValidationError, "Choose a pricelist"):
            order.pricelist_id = pricelist

    def test_work_is_called_in_units_like_those_of_the_contract(self):
        contract = self._create_contract(
            {"product_id": False, "name": "Training", "quantity": 3, "price_unit": 500}
        )
        hours = self.env.ref("uom.product_uom_hour")
        work = self.env["product.product"].create(
            {"name": "Work", "type": "service", "uom_id": hours.id}
        )
        with self.assertRaisesRegex(ValidationError, "Choose a unit like Units"):
            self._call(
                1,
                contract_id=contract.id,
                order_line=[
                    Command.create(
                        {
                            "product_id": work.id,
                            "contract_line_id": contract.line_ids.id,
                        }
                    )
                ],
            )

    # ------------------------------------------------------------
    # COPIES, AND CONTRACTS THAT HAVE CHANGED
    # ------------------------------------------------------------

    def test_a_copy_calls_the_same_line(self):
        contract = self._create_contract(
            {"price_unit": 80000.0}, {"price_unit": 70000.0}
        )
        order = self._call(1, contract_id=contract.id)
        order.order_line.contract_line_id = contract.line_ids[1]
        order.order_line.price_unit = 70000.0
        copy = order.copy()
        self.assertEqual(copy.order_line.contract_line_id, contract.line_ids[1])
        copy.action_confirm()
        self.assertEqual(contract.line_ids.mapped("quantity_ordered"), [0, 1])

    def test_what_an_amendment_has_taken_out_is_not_called(self):
        order = self._call(1)
        self._amend({"quantity": 0})
        with (
            self.assertRaisesRegex(UserError, "E3 city car were taken out of SC"),
            self.env.cr.savepoint(),
        ):
            order.action_confirm()
        order.order_line.contract_line_id = False
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_order_keeps_the_price_that_was_promised_when_it_was_confirmed(self):
        charger = self._create_product("Home charger", 3600.0)
        order = self._call(1)
        order.action_confirm()
        self._amend({"price_unit": 90000.0})
        order.order_line = [Command.create({"product_id": charger.id})]
        self.assertEqual(order.order_line.mapped("price_unit"), [80000.0, 3600.0])

    # ------------------------------------------------------------
    # MORE THAN IS LEFT
    # ------------------------------------------------------------

    def test_more_than_is_left_is_told_and_passes_unless_the_company_refuses(self):
        self._call(8).action_confirm()
        order = self._call(3)
        self.assertIn("calls 3 Units of E3 city car", order.contract_warning)
        self.assertIn("has only 2 left", order.contract_warning)
        self.company.contract_overcall_policy = "refuse"
        with (
            self.assertRaisesRegex(UserError, "has only 2 left"),
            self.env.cr.savepoint(),
        ):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        self.company.contract_overcall_policy = "warn"
        order.action_confirm()
        self.assertEqual(self.line.quantity_ordered, 11)

    def test_a_running_order_is_held_to_it_too(self):
        self.company.contract_overcall_policy = "refuse"
        order = self._call(8)
        order.action_confirm()
        order.order_line.product_uom_qty = 10
        with (
            self.assertRaisesRegex(UserError, "has only 10 left"),
            self.env.cr.savepoint(),
        ):
            order.order_line.product_uom_qty = 11
        with self.assertRaisesRegex(UserError, "has only 10 left"):
            order.order_line = [Command.create({"product_id": self.vehicle.id})]

    def test_a_cancelled_order_gives_back_what_it_called(self):
        order = self._call(8)
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(self.line.quantity_ordered, 0)

    def test_the_form_tells_before_it_is_saved(self):
        order = self._call(5)
        order.action_confirm()
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 12
            self.assertIn("has only 10 left", form.contract_warning)

    def test_no_other_way_leads_past_what_is_left(self):
        self.company.contract_overcall_policy = "refuse"
        order = self._create_order(quantity=11, payment_term_id=False)
        first, second = self._call(6), self._call(6)
        running = self._call(4)
        running.action_confirm()
        typed = self._call(11)
        for call in (
            lambda: order.write({"contract_id": self.contract.id}),
            lambda: order.order_line.write({"order_id": running.id}),
            lambda: (first | second).action_confirm(),
            lambda: typed.write({"state": "sale"}),
        ):
            with (
                self.assertRaisesRegex(UserError, "has only .* left"),
                self.env.cr.savepoint(),
            ):
                call()

    def test_pieces_called_one_by_one_are_a_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        contract = self._create_contract(
            {"quantity": 1, "product_uom_id": dozen.id, "price_unit": 960000.0}
        )
        self.company.contract_overcall_policy = "refuse"
        for _ in range(12):
            self._call(1, contract_id=contract.id).action_confirm()
        self.assertEqual(contract.line_ids.quantity_ordered, 1)
        self.assertTrue(contract.is_called_off)
        with self.assertRaisesRegex(UserError, "calls 0.08 Dozens.*only 0 left"):
            self._call(1, contract_id=contract.id).action_confirm()

    # ------------------------------------------------------------
    # WHAT IS PROMISED NO LONGER, OR NOT AT ALL
    # ------------------------------------------------------------

    def test_a_contract_that_has_ended_is_called_no_more(self):
        order, running = self._call(1), self._call(1)
        running.action_confirm()
        self.contract.action_close("As good as fulfilled")
        for confirm in (order.action_confirm, lambda: order.write({"state": "sale"})):
            with (
                self.assertRaisesRegex(ValidationError, "is not a signed contract"),
                self.env.cr.savepoint(),
            ):
                confirm()
        running.order_line.product_uom_qty = 2
        self.assertEqual(self.line.quantity_ordered, 2)
        self.assertFalse(running.copy().contract_id)

    def test_another_product_calls_another_line(self):
        van = self._create_product("Van", 50000.0)
        contract = self._create_contract(
            {}, {"product_id": van.id, "price_unit": 48000.0}
        )
        order = self._call(1, contract_id=contract.id)
        order.order_line.product_id = van
        self.assertEqual(order.order_line.contract_line_id.product_id, van)
        self.assertEqual(order.order_line.price_unit, 48000.0)
        order.order_line.product_id = self._create_product("Charger", 3600.0)
        self.assertFalse(order.order_line.contract_line_id)
        self.assertEqual(order.order_line.price_unit, 3600.0)

    # ------------------------------------------------------------
    # PRICE
    # ------------------------------------------------------------

    def test_another_price_needs_a_reason(self):
        for values in ({"price_unit": 79000.0}, {"discount": 5}):
            order = self._call(1)
            order.order_line.write(values)
            with (
                self.assertRaisesRegex(UserError, "Say why on these lines: E3"),
                self.env.cr.savepoint(),
            ):
                order.action_confirm()
            order.order_line.contract_price_reason = "Paint damaged in transit"
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_no_pricelist_lowers_it_afterwards(self):
        settings = self.env["res.config.settings"]
        settings.create({"group_discount_per_so_line": True}).execute()
        rule = {"compute_price": "percentage", "percent_price": 10}
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten off",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [Command.create(rule)],
            }
        )
        order = self._call(1, contract_id=False, pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.discount, 10)
        order.contract_id = self.contract
        self.assertEqual(order.order_line.discount, 0)
        self.assertEqual(order.order_line.price_unit, 80000.0)

    def test_a_running_order_does_not_change_its_price_without_one(self):
        order = self._call(1)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "Say why on these lines"):
            order.order_line.price_unit = 1.0

    # ------------------------------------------------------------

    def _amend(self, values):
        """Let both sides agree to other terms of the vehicles."""
        action = self.contract.action_amend()
        amendment = self.env[action["res_model"]].with_user(self.order_clerk)
        amendment = amendment.browse(action["res_id"])
        amendment.line_ids.write(values)
        amendment.write(
            {
                "agreed_by": "Director Yang",
                "date_agreed": "2026-02-10",
                "reason": "The customer has other needs.",
            }
        )
        amendment.action_agree()

    def _call(self, quantity, **values):
        """A quotation that calls vehicles of the contract."""
        line = {"product_id": self.vehicle.id, "product_uom_qty": quantity}
        return (
            self.env["sale.order"]
            .with_user(self.order_clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "contract_id": self.contract.id,
                    "order_line": [Command.create(line)],
                    **values,
                }
            )
        )
