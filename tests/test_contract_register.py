"""The register of contracts: what is promised, locked once it is signed."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import BackOfficeCase


class TestContractRegister(BackOfficeCase):
    def test_a_contract_is_numbered_and_costs_what_its_lines_cost(self):
        tax = self._create_tax(13)
        contract = self._create_contract(
            {"quantity": 3, "price_unit": 80000.0, "tax_ids": [Command.set(tax.ids)]},
            {"product_id": False, "name": "Training", "price_unit": 500.0},
            sign=False,
        )
        self.assertRegex(contract.name, r"^SC/\d{4}/\d{5}$")
        vehicles, training = contract.line_ids
        self.assertEqual(vehicles.name, self.vehicle.display_name)
        self.assertEqual(vehicles.price_subtotal, 240000.0)
        self.assertEqual(training.price_total, 5000.0)
        self.assertEqual(contract.amount_total, 276200.0)

    def test_what_the_product_and_the_customer_say_is_offered(self):
        self.customer.property_payment_term_id = self.term_deposit
        contract = self._create_contract(sign=False)
        self.assertEqual(contract.payment_term_id, self.term_deposit)
        self.assertEqual(contract.currency_id, self.company.currency_id)
        self.assertEqual(contract.line_ids.price_unit, 84000.0)
        self.assertEqual(contract.line_ids.product_uom_id, self.vehicle.uom_id)

    def test_it_is_found_by_the_number_of_the_customer(self):
        contract = self._create_contract(customer_reference="YN-2026-07")
        found = contract.name_search("YN-2026")
        self.assertEqual(found, [(contract.id, f"{contract.name} · YN-2026-07")])

    # ------------------------------------------------------------
    # SIGNING
    # ------------------------------------------------------------

    def test_it_says_what_is_missing_before_it_counts_as_signed(self):
        contract = self._create_contract(
            sign=False, signed_copy=False, date_signed=False, line_ids=False
        )
        with self.assertRaisesRegex(
            UserError, "at least one line.*date on which.*signed copy"
        ):
            contract.action_sign()
        self.assertEqual(contract.state, "draft")

    def test_what_was_promised_is_locked(self):
        contract = self._create_contract()
        line = contract.line_ids
        for record, values in (
            (contract, {"partner_id": self.company.partner_id.id}),
            (contract, {"date_end": "2027-01-01"}),
            (contract, {"signed_copy": False}),
            (contract, {"line_ids": [Command.clear()]}),
            (line, {"quantity": 100}),
            (line, {"price_unit": 1.0}),
            (line, None),
        ):
            for user in (self.order_clerk, self.env.user):
                with (
                    self.subTest(values=values, user=user.login),
                    self.assertRaisesRegex(UserError, "changed by an amendment"),
                ):
                    if values:
                        record.with_user(user).write(values)
                    else:
                        record.with_user(user).unlink()
        draft = self._create_contract(sign=False)
        with self.assertRaisesRegex(UserError, "changed by an amendment"):
            draft.line_ids.contract_id = contract
        contract.archive_place = "Cabinet 3, binder 12"

    def test_facts_are_not_typed_in(self):
        contract = self._create_contract(sign=False)
        order = self._create_order(confirm=False)
        for record, values in (
            (contract, {"state": "signed"}),
            (contract, {"end_reason": "Done"}),
            (contract, {"amount_received": 1.0}),
            (contract, {"fulfilment_status": "fulfilled"}),
            (contract.line_ids, {"quantity_ordered": 10.0}),
            (contract.line_ids, {"amount_received": 1.0}),
            (order.order_line, {"contract_amount_received": 1.0}),
        ):
            for user in (self.order_clerk, self.env.user):
                with (
                    self.subTest(values=values, user=user.login),
                    self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
                ):
                    record.with_user(user).write(values)

    def test_a_contract_that_has_a_number_keeps_it(self):
        contract = self._create_contract(name="XH-2019-044", sign=False)
        self.assertEqual(contract.name, "XH-2019-044")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._create_contract(name="XH-2019-044")
        contract.action_sign()
        with self.assertRaisesRegex(UserError, "changed by an amendment"):
            contract.name = "XH-2019-045"

    def test_a_signed_contract_stays_in_the_register(self):
        contract = self._create_contract()
        for record in (contract, contract.sudo()):
            with self.assertRaisesRegex(UserError, "stays in the register"):
                record.unlink()
        self._create_contract(sign=False).unlink()

    def test_a_copy_is_a_new_draft_of_the_same_goods(self):
        contract = self._create_contract()
        copied = contract.copy()
        self.assertEqual(copied.state, "draft")
        self.assertNotEqual(copied.name, contract.name)
        self.assertFalse(copied.signed_copy)
        self.assertEqual(copied.amount_total, contract.amount_total)

    def test_it_ends_with_a_reason(self):
        contract, other = self._create_contract(), self._create_contract()
        action = contract.action_close()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.order_clerk)
            .with_context(action["context"])
            .create({"reason": "All is delivered and paid."})
        )
        dialog.action_end()
        self.assertEqual(contract.state, "closed")
        self.assertEqual(contract.end_reason, "All is delivered and paid.")
        other.action_terminate("The customer has withdrawn.")
        self.assertEqual(other.state, "terminated")
        with self.assertRaisesRegex(UserError, "is “Terminated”"):
            other.action_close("Never mind")

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_a_unit_of_another_kind_is_refused(self):
        hours = self.env.ref("uom.product_uom_hour")
        with self.assertRaisesRegex(ValidationError, "is not counted in Hours"):
            self._create_contract({"product_uom_id": hours.id}, sign=False)

    def test_nothing_is_no_promise(self):
        for quantity in (0, -1):
            with self.assertRaisesRegex(ValidationError, "Nothing in SC/.* a quantity"):
                self._create_contract({"name": "Nothing", "quantity": quantity})

    @mute_logger("odoo.sql_db")
    def test_the_end_is_after_the_start(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_contract(date_start="2026-02-01", date_end="2026-01-01")

    # ------------------------------------------------------------
    # WHOSE CONTRACTS
    # ------------------------------------------------------------

    def test_a_salesperson_reads_own_contracts_and_clerks_all_of_their_company(self):
        own = self._create_contract(user_id=self.salesperson.id)
        other = self._create_contract()
        contracts = own + other
        Contract = self.env["sale.contract"]
        self.assertEqual(
            Contract.with_user(self.salesperson).search([]).line_ids, own.line_ids
        )
        with self.assertRaises(AccessError):
            other.with_user(self.salesperson).read(["name"])
        with self.assertRaises(AccessError):
            own.with_user(self.salesperson).archive_place = "My desk"
        for user in (self.order_clerk_2, self.executive, self.finance_checker):
            self.assertEqual(Contract.with_user(user).search([]), contracts.sorted())
        stranger = new_test_user(
            self.env,
            "stranger",
            "sales_back_office.group_supervisor",
            company_id=self.env["res.company"].create({"name": "Another"}).id,
        )
        companies = {"allowed_company_ids": stranger.company_id.ids}
        Contract = Contract.with_user(stranger).with_context(**companies)
        self.assertFalse(Contract.search([]))

    def test_switched_off_it_is_not_there(self):
        menu = self.env.ref("sales_back_office.sale_contract_menu")
        menus = self.env["ir.ui.menu"].with_user(self.order_clerk)
        self.assertIn(menu.id, menus._visible_menu_ids())
        self._switch_off("contract")
        self.assertNotIn(menu.id, menus._visible_menu_ids())
