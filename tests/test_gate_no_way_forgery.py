"""No way round the gate: forged contexts, facts typed in or imported, superusers."""

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS
from odoo.tools import mute_logger

from .no_way import NoWayCase

ADDON = "sales_back_office"
BY_HAND = "cannot be filled in by hand|role Finance checker|not allowed to"
CONTEXT_KEYS = {
    "skip_sanity_check": True,
    "skip_backorder": True,
    "cancel_backorder": True,
    "skip_immediate": True,
    "skip_sms": True,
    "is_scrap": True,
    "force_delete": True,
    "install_mode": True,
    "import_file": True,
    "import_skip_records": [],
    "tracking_disable": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "bypass_reservation_update": True,
    "inventory_mode": True,
    "skip_uom_conversion": True,
    "dispatch_payment_percent": 0,
    "default_dispatch_payment_percent": 0,
    "default_dispatch_state": "released",
    "default_state": "done",
    "active_test": False,
    "allowed_company_ids": [],
}


class NoWayByForging:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(user=cls.seller)
        cls.delivery = cls.order.picking_ids.with_user(cls.sender)

    # ------------------------------------------------------------
    # CONTEXT
    # ------------------------------------------------------------

    def test_no_key_in_the_context_opens_the_gate(self):
        keys = {
            **CONTEXT_KEYS,
            "button_validate_picking_ids": self.delivery.ids,
            "picking_ids_not_to_backorder": self.delivery.ids,
            "allowed_company_ids": self.company.ids,
        }
        for context in (*({key: value} for key, value in keys.items()), keys):
            delivery = self.delivery.with_context(context)
            with self.subTest(context=context), self.assertKept(self.order):
                delivery.button_validate()
        delivery.move_ids.picked = True
        with self.assertKept(self.order):
            delivery._action_done()

    # ------------------------------------------------------------
    # FACTS TYPED IN
    # ------------------------------------------------------------

    def test_the_answer_of_the_gate_is_not_written(self):
        facts = {
            "dispatch_state": "released",
            "amount_received": 84000.0,
            "received_by_date": {"2026-01-15": 84000.0},
            "amount_required_for_dispatch": 0.0,
            "amount_missing_for_dispatch": 0.0,
            "amount_dispatchable": 84000.0,
            "amount_total": 0.0,
            "dispatch_payment_percent": 50.0,
            "supply_payment_percent": 50.0,
            "is_supply_blocked": True,
        }
        self._check_sealed(self.order.with_user(self.seller), facts)

    def test_the_share_is_not_lowered_by_a_clerk(self):
        order = self.order.with_user(self.order_clerk)
        self._check_sealed(order, {"dispatch_payment_percent": 0})

    def test_a_release_is_not_made(self):
        values = {
            "order_id": self.order.id,
            "company_id": self.company.id,
            "kind": "exception",
            "state": "approved",
            "amount_limit": 84000.0,
        }
        releases = self.env["sale.dispatch.release"].with_user(self.seller)
        for model in (releases, releases.sudo()):
            with self.assertRaisesRegex(AccessError, BY_HAND):
                model.create(values)
        with self.assertRaisesRegex(AccessError, BY_HAND):
            self.order.sudo().dispatch_release_ids = [Command.create(values)]
        self._check_import(releases, {"order_id/.id": self.order.id, "state": "Signed"})
        self.assertFalse(self.order.dispatch_release_ids)

    def test_a_verified_check_is_not_made(self):
        checks = self.env["sale.payment.check"].with_user(self.seller)
        values = {"partner_id": self.customer.id, "state": "verified"}
        for model in (checks, checks.sudo()):
            with self.assertRaisesRegex(AccessError, BY_HAND):
                model.create(values)
        self._check_import(
            checks, {"partner_id/.id": self.customer.id, "state": "Verified"}
        )

    # ------------------------------------------------------------
    # DECIDED IS DECIDED
    # ------------------------------------------------------------

    def test_a_decided_release_stays_as_it_is(self):
        for state, order in self._create_decided_releases().items():
            release = order.dispatch_release_ids
            self.assertEqual(release.state, state)
            self._check_unchangeable(release.with_user(self.sender))
            with self.assertRaises(UserError):
                order.sudo().dispatch_release_ids = [Command.clear()]

    def test_a_decided_check_stays_as_it_is(self):
        verified = self._pay(self._create_order())
        rejected = self._create_check(self._create_order())
        rejected.with_user(self.finance_checker).action_reject("Nothing came in.")
        for check in (verified, rejected):
            self._check_unchangeable(check.with_user(self.seller))
            self._check_unchangeable(check.line_ids.with_user(self.seller))

    def test_whoever_signed_cannot_be_deleted(self):
        order = self._create_released_order()
        check = order.payment_check_line_ids.check_id
        signer = self._create_user("signer", "finance_checker")
        other = self._create_order()
        self._pay(other)
        release = other.dispatch_release_ids
        release.with_user(signer).action_approve()
        self.assertEqual(release.decided_by_id, signer)
        for user in (signer, check.requested_by_id):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                user.sudo().unlink()

    # ------------------------------------------------------------
    # SUPERUSERS
    # ------------------------------------------------------------

    def test_a_program_with_all_rights(self):
        superuser = self.delivery.with_user(SUPERUSER_ID)
        superuser.move_ids.picked = True
        for delivery in (superuser, self.delivery.sudo()):
            for call in (delivery.button_validate, delivery._action_done):
                with self.assertKept(self.order):
                    call()
            with self.assertKept(self.order):
                delivery.move_ids.write({"state": "done"})

    def test_a_server_action_of_an_administrator(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Validate",
                "model_id": self.env["ir.model"]._get_id("stock.picking"),
                "state": "code",
                "code": "records.sudo().button_validate()",
            }
        )
        with self.assertKept(self.order):
            action.with_context(
                active_model="stock.picking", active_ids=self.delivery.ids
            ).run()

    # ------------------------------------------------------------

    def _check_sealed(self, record, facts):
        for name, value in facts.items():
            before = record[name]
            for writer in (record, record.sudo()):
                with self.subTest(name=name, writer=writer):
                    with self.assertRaisesRegex(AccessError, BY_HAND):
                        writer.write({name: value})
            self._check_import(record, {".id": record.id, name: value})
            self.assertEqual(record[name], before)

    def _check_import(self, model, row):
        """The row, imported as from a CSV file, changes nothing."""
        data = [str(value) for value in row.values()]
        answer = model.load(list(row), [data])
        self.assertFalse(answer["ids"], row)
        self.assertTrue(answer["messages"], row)

    def _check_unchangeable(self, record):
        """No user, program or import changes or deletes what stands on it."""
        before = self._read(record)
        for name, value in self._get_other_values(record).items():
            for writer in (record, record.sudo()):
                with self.subTest(name=name, su=writer.env.su):
                    with self.assertRaises(UserError):
                        writer.write({name: value})
                        self.env.flush_all()
            if record._fields[name].type in ("char", "text", "monetary", "selection"):
                self._check_import(record, {".id": record.id, name: value})
        for deleter in (record, record.sudo()):
            with self.assertRaises(UserError):
                deleter.unlink()
        self.assertEqual(self._read(record), before)

    def _read(self, record):
        self.env.invalidate_all()
        names = [name for name, field in record._fields.items() if field.store]
        return record.sudo().read(names, load=None)

    def _get_other_values(self, record):
        """For each fact of the document, something that it does not say."""
        record = record.sudo()
        return {
            name: self._get_other_value(record[name], field)
            for name, field in record._fields.items()
            if field.store and field._module == ADDON and name not in MAGIC_COLUMNS
        }

    def _get_other_value(self, value, field):
        if field.type == "many2one":
            return value.search([("id", "!=", value.id)], limit=1).id
        if field.type == "selection":
            return next(key for key in field.get_values(self.env) if key != value)
        return {
            "binary": b"Zm9yZ2Vk",
            "boolean": not value,
            "char": "forged",
            "date": "2020-02-02",
            "datetime": "2020-02-02 02:02:02",
            "json": {},
            "many2many": [Command.clear()],
            "monetary": 1.0,
            "one2many": [Command.clear()],
            "text": "forged",
        }[field.type]

    def _create_decided_releases(self):
        """An order for each state in which a release can be decided."""
        signed, revoked, refused = (self._create_order() for _order in range(3))
        for order in (signed, revoked, refused):
            self._pay(order)
        self._release(signed)
        self._release(revoked).with_user(self.finance_checker).action_revoke("Wait.")
        refused.dispatch_release_ids.with_user(self.finance_checker).action_refuse(
            "No."
        )
        return {"approved": signed, "revoked": revoked, "refused": refused}


class TestClerkForges(NoWayByForging, NoWayCase):
    pass


class TestAdministratorForges(NoWayByForging, NoWayCase):
    as_administrator = True
