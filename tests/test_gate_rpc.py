"""The gate from outside: whoever calls it by JSON-RPC meets the rules of the screen."""

from odoo import fields
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common import BackOfficeCase

UNPAID = "must not be dispatched yet: .* is missing"
UNSIGNED = "is paid, but must not be dispatched before finance signs"
BY_HAND = "cannot be filled in by hand. Use the buttons"
ACCESS = "odoo.exceptions.AccessError"
INVALID = "odoo.exceptions.ValidationError"
USER = "odoo.exceptions.UserError"


class TestGateRpc(BackOfficeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls._create_user("both", "order_clerk", "finance_checker")
        cls.administrator = cls._create_administrator()
        cls.credit = cls.env.ref("account.account_payment_term_immediate").copy(
            {"dispatch_payment_policy": "none"}
        )

    # ------------------------------------------------------------
    # THE STORY
    # ------------------------------------------------------------

    def test_the_story_of_a_payment_in_parts(self):
        order = self._create_order_by_rpc()
        delivery = order.picking_ids
        self._refuse(self.dispatch_clerk, USER, UNPAID, delivery, "button_validate")

        part = self._create_check_by_rpc(self.order_clerk, order)
        self._refuse(
            self.order_clerk, ACCESS, "role Finance checker", part, "action_verify"
        )
        self._call(
            self.finance_checker, part.line_ids, "write", {"amount_verified": 34000.0}
        )
        self._call(self.finance_checker, part, "action_verify")
        self.assertRecordValues(
            order, [{"amount_received": 34000.0, "dispatch_state": "partial"}]
        )
        self._refuse(self.dispatch_clerk, USER, UNPAID, delivery, "button_validate")

        rest = self._create_check_by_rpc(self.both, order)
        self.assertEqual(rest.amount, 50000.0)
        self._refuse(self.both, USER, "second person", rest, "action_verify")
        self._call(self.finance_checker, rest, "action_verify")
        self._refuse(self.dispatch_clerk, USER, UNSIGNED, delivery, "button_validate")

        release = order.dispatch_release_ids
        self._refuse(
            self.order_clerk, ACCESS, "role Finance checker", release, "action_approve"
        )
        self._refuse(self.both, USER, "second person", release, "action_approve")
        self._call(self.finance_checker, release, "action_approve")
        self.assertRecordValues(
            release,
            [
                {
                    "state": "approved",
                    "requested_by_id": self.both.id,
                    "decided_by_id": self.finance_checker.id,
                    "amount_limit": 84000.0,
                }
            ],
        )
        self.assertTrue(self._call(self.dispatch_clerk, delivery, "button_validate"))
        self.assertEqual(delivery.state, "done")

    def test_a_program_with_an_api_key_has_the_rights_of_its_user(self):
        order = self._create_order()
        check = self._create_check(order)
        response = self._call_with_key(self.order_clerk, check, "action_verify")
        self.assertEqual(response.status_code, 403)
        self.assertIn("role Finance checker", response.json()["message"])
        self.assertEqual(check.state, "requested")
        response = self._call_with_key(self.finance_checker, check, "action_verify")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(check.state, "verified")

    # ------------------------------------------------------------
    # FORGERIES
    # ------------------------------------------------------------

    def test_facts_of_a_check_cannot_be_typed_in(self):
        check = self._create_check(self._create_order())
        for user in (self.order_clerk, self.finance_checker, self.administrator):
            for values in (
                {"state": "verified"},
                {"verified_by_id": self.finance_checker.id},
                {"requested_by_id": self.order_clerk_2.id},
                {"payment_id": False},
                {"requested_at": "2026-01-01 00:00:00"},
            ):
                self._refuse(user, ACCESS, BY_HAND, check, "write", values)

    def test_a_check_is_born_as_a_draft(self):
        order = self._create_order()
        values = {
            "partner_id": self.customer.id,
            "line_ids": [fields.Command.create({"order_id": order.id})],
        }
        checks = self.env["sale.payment.check"]
        forged = {**values, "state": "verified"}
        self._refuse(self.order_clerk, ACCESS, BY_HAND, checks, "create", forged)
        defaults = {
            "default_state": "verified",
            "default_verified_by_id": self.finance_checker.id,
            "default_amount_verified": 84000.0,
        }
        check_id = self._call(
            self.order_clerk, checks, "create", values, context=defaults
        )
        check = checks.browse(check_id)
        self.assertRecordValues(check, [{"state": "draft", "verified_by_id": False}])
        self.assertEqual(order.amount_received, 0.0)

    def test_an_order_stands_only_once_on_a_check(self):
        order = self._create_order()
        command = fields.Command.create({"order_id": order.id})
        values = {"partner_id": self.customer.id, "line_ids": [command, command]}
        refuse = self._refuser(self.order_clerk, INVALID, "only once on a payment")
        with mute_logger("odoo.sql_db"):
            refuse(self.env["sale.payment.check"], "create", values)

    def test_a_line_cannot_move_to_a_check_that_finance_has(self):
        verified = self._pay(self._create_order())
        draft = self._create_check(self._create_order(), request=False)
        refuse = self._refuser(self.order_clerk, USER, "already with finance")
        refuse(draft.line_ids, "write", {"check_id": verified.id})

    def test_a_release_cannot_be_made_changed_or_removed_by_hand(self):
        order, other = self._create_order(), self._create_order()
        self._pay(order)
        release = order.dispatch_release_ids
        forged = {"order_id": other.id, "company_id": self.company.id}
        signed = {"state": "approved", "amount_limit": 84000.0}
        users = self.order_clerk | self.dispatch_clerk | self.finance_checker
        for user in users | self.administrator:
            refuse = self._refuser(user, ACCESS, f"{BY_HAND}|not allowed to")
            refuse(release.browse(), "create", forged)
            refuse(release.browse(), "create", {})
            refuse(release, "write", signed)
            refuse(release, "write", {"activity_ids": []})
            refuse(release, "copy", {})
            refuse(release, "unlink")
        refuse = self._refuser(self.order_clerk, ACCESS, BY_HAND)
        command = fields.Command.create({**forged, **signed})
        refuse(other, "write", {"dispatch_release_ids": [command]})

    def test_the_answer_of_the_gate_cannot_be_typed_in(self):
        order = self._create_order()
        users = self.order_clerk | self.dispatch_clerk | self.finance_checker
        for user in users | self.administrator:
            for values in (
                {"amount_received": 84000.0},
                {"amount_required_for_dispatch": 0.0},
                {"amount_missing_for_dispatch": 0.0},
                {"dispatch_state": "released"},
            ):
                self._refuse(user, ACCESS, BY_HAND, order, "write", values)
            self._refuse(user, ACCESS, BY_HAND, order, "web_save", values, {"id": {}})

    def test_only_finance_changes_the_share_paid_before_dispatch(self):
        order = self._create_order()
        forged = {"dispatch_payment_percent": 0}
        values = {
            "partner_id": self.customer.id,
            "payment_term_id": self.term_before_dispatch.id,
        }
        for user in (self.order_clerk, self.dispatch_clerk, self.finance_checker):
            self._refuse(user, ACCESS, BY_HAND, order, "write", forged)
        refuse = self._refuser(self.order_clerk, ACCESS, BY_HAND)
        refuse(order.browse(), "create", {**values, **forged})
        refuse(order, "copy", forged)
        default = {"default_dispatch_payment_percent": 0}
        new = self._call(
            self.order_clerk, order.browse(), "create", values, context=default
        )
        self.assertEqual(order.browse(new).dispatch_payment_percent, 100.0)
        change = self.env["sale.order.payment.share"].create(
            {"order_id": order.id, "reason": "A friend", **forged}
        )
        for user in (self.order_clerk, self.dispatch_clerk, self.supervisor):
            self._refuse(user, ACCESS, "share|Finance", change, "action_change")

    def test_what_only_programs_call_cannot_be_called_from_outside(self):
        order = self._create_order()
        check = self._create_check(order)
        paid = self._create_order()
        self._pay(paid)
        refuse = self._refuser(self.finance_checker, ACCESS, "Private methods")
        refuse(check, "_write_sealed", {"state": "verified"})
        refuse(check, "_verify")
        refuse(paid.dispatch_release_ids, "_sign", self.finance_checker.id)
        refuse(paid.dispatch_release_ids, "_create_sealed", [{"order_id": order.id}])
        refuse(order, "_compute_dispatch_state")
        refuse(order, "_compute_dispatch_payment_percent")

    def test_no_change_of_the_order_opens_the_gate(self):
        order = self._create_order()
        refuse = self._refuser(self.order_clerk, ACCESS, BY_HAND)
        refuse(order, "write", {"amount_total": 0.0})
        invoice = self._create_invoice(self._create_order())
        self._pay_invoice(invoice)
        refuse = self._refuser(self.order_clerk, ACCESS, "role Finance checker")
        command = fields.Command.link(invoice.invoice_line_ids.id)
        refuse(order.order_line, "write", {"invoice_lines": [command]})
        refuse = self._refuser(self.dispatch_clerk, USER, UNPAID)
        for values in ({"payment_term_id": self.credit.id}, {"state": "draft"}):
            self._call(self.order_clerk, order, "write", values)
            self.assertEqual(order.dispatch_payment_percent, 100.0)
            refuse(order.picking_ids, "button_validate")

    def test_only_finance_changes_the_currency_of_a_confirmed_order_with_a_share(self):
        other = {"currency_id": self.env.ref("base.USD").id}
        gated = self._create_order()
        self._refuse(
            self.order_clerk, ACCESS, "role Finance checker", gated, "write", other
        )
        for free in (
            self._create_order(payment_term_id=self.credit.id),
            self._create_order(confirm=False),
        ):
            self._call(self.order_clerk, free, "write", other)
            self.assertEqual(free.currency_id.name, "USD")

    def test_a_cancelled_order_takes_the_share_of_its_new_term(self):
        order = self._create_order()
        self._call(self.order_clerk, order, "action_cancel")
        self._call(self.order_clerk, order, "action_draft")
        values = {"payment_term_id": self.credit.id}
        self._call(self.order_clerk, order, "write", values)
        self.assertEqual(order.dispatch_payment_percent, 0.0)

    # ------------------------------------------------------------
    # CALLS
    # ------------------------------------------------------------

    def _create_order_by_rpc(self):
        line = {"product_id": self.vehicle.id, "tax_ids": False}
        values = {
            "partner_id": self.customer.id,
            "payment_term_id": self.term_before_dispatch.id,
            "order_line": [fields.Command.create(line)],
        }
        orders = self.env["sale.order"]
        order = orders.browse(self._call(self.order_clerk, orders, "create", values))
        self._call(self.order_clerk, order, "action_confirm")
        return order

    def _create_check_by_rpc(self, user, order):
        action = self._call(user, order, "action_request_payment_check")
        checks = self.env["sale.payment.check"]
        saved = self._call(user, checks, "create", {}, context=action["context"])
        check = checks.browse(saved)
        self._call(user, check, "action_request")
        return check

    def _call(self, user, records, method, *args, **kwargs):
        answer = self._post(user, records, method, args, kwargs)
        self.assertNotIn("error", answer)
        return answer.get("result")

    def _refuse(self, user, error, message, records, method, *args, **kwargs):
        """The call is answered with the error, and the records stay as they were."""
        before = self._read(records)
        answer = self._post(user, records, method, args, kwargs)
        self.assertIn("error", answer, (user.login, method, args, kwargs))
        data = answer["error"]["data"]
        self.assertEqual(data["name"], error, data["message"])
        self.assertRegex(data["message"], message)
        self.assertEqual(self._read(records), before)

    def _refuser(self, *expected):
        return lambda *call, **kwargs: self._refuse(*expected, *call, **kwargs)

    def _read(self, records):
        """All values of the records; without any, how many records there are."""
        self.env.invalidate_all()
        records = records.sudo()
        if not records:
            return records.search_count([])
        stored = [name for name, field in records._fields.items() if field.store]
        return records.read(stored, load=None)

    def _post(self, user, records, method, args, kwargs):
        if not self.session or self.session.uid != user.id:
            self.authenticate(user.login, user.login)
        model_method = getattr(type(records), method)
        ids = [] if getattr(model_method, "_api_model", False) else [records.ids]
        params = {
            "model": records._name,
            "method": method,
            "args": [*ids, *args],
            "kwargs": kwargs,
        }
        payload = self.build_rpc_payload(params)
        answer = self.url_open("/web/dataset/call_kw", json=payload).json()
        self.env.invalidate_all()
        return answer

    def _call_with_key(self, user, records, method):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "Program", None)
        answer = self.url_open(
            f"/json/2/{records._name}/{method}",
            json={"ids": records.ids},
            headers={"Authorization": f"Bearer {key}"},
        )
        self.env.invalidate_all()
        return answer
