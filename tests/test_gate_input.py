"""Bad input: a clear sentence, and nothing changes."""

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import BackOfficeCase


class TestGateInput(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls.other_customer = cls.env["res.partner"].create({"name": "Guizhou Buses"})

    @contextmanager
    def assertRefused(self, message, *documents, error=UserError):
        """The sentence is raised and the documents stay as they were."""
        before = [self._read(document) for document in documents]
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield
            self.env.flush_all()
        self.assertEqual([self._read(document) for document in documents], before)

    def assertInvalid(self, message, *documents):
        return self.assertRefused(message, *documents, error=ValidationError)

    def _read(self, records):
        self.env.cr.flush()
        self.env.invalidate_all()
        fields = [name for name, field in records._fields.items() if field.store]
        return records.sudo().exists().read(fields, load=None)

    # ------------------------------------------------------------
    # CLAIMED AMOUNTS
    # ------------------------------------------------------------

    def test_a_claim_is_more_than_zero(self):
        for amount in (0.0, -1.0, 0.001):
            with (
                self.subTest(amount=amount),
                self.assertInvalid("must be more than zero", self.order),
            ):
                self._create_check(self.order, amounts=[amount])

    def test_a_claim_is_not_lowered_to_nothing(self):
        check = self._create_check(self.order, request=False)
        for amount in (0.0, -1.0):
            with self.assertInvalid("must be more than zero", check.line_ids):
                check.line_ids.amount = amount

    def test_a_check_needs_an_order(self):
        check = self._create_check(request=False)
        with self.assertRefused("covers no order. Add the orders", check):
            check.action_request()

    def test_an_order_of_another_customer_is_refused(self):
        with self.assertInvalid("is not an order of Guizhou Buses", self.order):
            self._create_check(self.order, partner_id=self.other_customer.id)

    def test_an_order_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Xinghe Trading"})
        clerk = self._create_user(
            "clerk_of_two",
            "order_clerk",
            company_ids=[Command.set((self.company + company).ids)],
        )
        with self.assertInvalid("belongs to Xinghe Electric Vehicles", self.order):
            self._create_check(
                self.order.with_context(allowed_company_ids=clerk.company_ids.ids),
                user=clerk,
                company_id=company.id,
            )

    def test_a_cancelled_order_is_refused(self):
        check = self._create_check(self.order, request=False)
        self.order._action_cancel()
        with self.assertRefused("is cancelled. Take it off the", check):
            check.action_request()

    def test_an_order_cancelled_while_finance_has_the_check_is_refused(self):
        check = self._create_check(self.order)
        self.order._action_cancel()
        with self.assertRefused("is cancelled. Take it off", check, self.order):
            check.with_user(self.finance_checker).action_verify()

    def test_a_currency_without_a_rate_is_refused(self):
        currency = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        check = self._create_check(
            self.order, amounts=[100.0], request=False, currency_id=currency.id
        )
        with self.assertInvalid("no exchange rate for XTS on .*Ask finance", check):
            check.action_request()

    def test_orders_of_two_companies_or_currencies_share_no_check(self):
        dollars = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": self.env.ref("base.USD").id}
        )
        exported = self._create_order(pricelist_id=dollars.id)
        orders = self.order | exported
        checks = self.env["sale.payment.check"]
        before = checks.search_count([])
        with self.assertRefused("one customer, one company", orders):
            orders.action_request_payment_check()
        self.assertEqual(checks.search_count([]), before)

    # ------------------------------------------------------------
    # VERIFIED AMOUNTS
    # ------------------------------------------------------------

    def test_what_is_verified_lies_between_nothing_and_the_claim(self):
        line = self._create_check(self.order).line_ids.with_user(self.finance_checker)
        for amount in (-1.0, 84000.01):
            with self.assertInvalid("between zero and .*claimed.*reject", line):
                line.amount_verified = amount

    def test_nothing_verified_is_no_verification(self):
        check = self._create_check(self.order).with_user(self.finance_checker)
        check.line_ids.amount_verified = 0.0
        with self.assertRefused("Nothing is verified on PC/.*Reject it", check):
            check.action_verify()

    def test_finance_says_on_which_account_the_money_came(self):
        check = self._create_check(self.order).with_user(self.finance_checker)
        check.journal_id = False
        with self.assertRefused("Choose the account on which the money", check):
            check.action_verify()

    # ------------------------------------------------------------
    # DECISIONS
    # ------------------------------------------------------------

    def test_without_a_reason_a_dialog_asks_and_nothing_changes(self):
        check = self._create_check(self.order).with_user(self.finance_checker)
        paid = self._create_order()
        self._pay(paid)
        release = paid.dispatch_release_ids.with_user(self.finance_checker)
        before = self._read(check), self._read(release)
        for reason in (None, "", "  "):
            for action, model in (
                (check.action_reject(reason), "sale.payment.check.reject"),
                (release.action_refuse(reason), "sale.dispatch.release.refuse"),
            ):
                self.assertEqual(action["res_model"], model)
        self.assertEqual((self._read(check), self._read(release)), before)

    def test_blanks_are_no_reason_in_a_dialog(self):
        check = self._create_check(self.order)
        paid = self._create_order()
        self._pay(paid)
        release = paid.dispatch_release_ids
        for model, values in (
            ("sale.payment.check.reject", {"check_ids": check.ids}),
            ("sale.dispatch.release.refuse", {"release_ids": release.ids}),
        ):
            dialog = self.env[model].with_user(self.finance_checker)
            with self.assertRaisesRegex(ValidationError, "Write why"):
                dialog.create({**values, "reason": " \n "})
        self.assertEqual((check.state, release.state), ("requested", "requested"))

    def test_blanks_explain_no_exception(self):
        with self.assertInvalid("Explain why the goods of S", self.order):
            self._request_exception(self.order, note="  ")
        self.assertFalse(self.order.dispatch_release_ids)

    def test_a_check_is_decided_once(self):
        verified = self._pay(self.order).with_user(self.finance_checker_2)
        rejected = self._create_check(self._create_order()).with_user(
            self.finance_checker
        )
        rejected.action_reject("Nothing came in")
        for check, label in ((verified, "Verified"), (rejected, "Rejected")):
            message = f"PC/.* is “{label}”, so this is not possible"
            for call in (check.action_verify, lambda c=check: c.action_reject("No")):
                with self.assertRefused(message, check):
                    call()
            for name in ("action_request", "action_cancel"):
                with self.assertRefused(message, check):
                    getattr(check.with_user(self.order_clerk), name)()

    def test_a_release_is_decided_once(self):
        self._pay(self.order)
        signed = self._release(self.order).with_user(self.finance_checker_2)
        with self.assertRefused("is “Signed”, so this is not possible", signed):
            signed.action_approve()
        with self.assertRefused("is “Signed”, so this is not possible", signed):
            signed.action_refuse("No")
        signed.action_revoke("The customer waits")
        for call in (signed.action_approve, lambda: signed.action_revoke("No")):
            with self.assertRefused("is “Revoked”, so this is not possible", signed):
                call()

    def test_the_release_of_a_cancelled_order_is_not_signed(self):
        self._pay(self.order)
        release = self.order.dispatch_release_ids.with_user(self.finance_checker)
        self.order._action_cancel()
        with self.assertRefused("is “Revoked”, so this is not possible", release):
            release.action_approve()

    def test_a_release_is_requested_for_a_paid_confirmed_order_only(self):
        draft = self._create_order(confirm=False)
        free = self._create_order(payment_term_id=False)
        for order, message in (
            (draft, "is not confirmed. Confirm it before"),
            (free, "needs no release: nothing has to be paid"),
            (self.order, "must not be dispatched yet: .* is missing"),
        ):
            with self.assertRefused(message, order):
                order.action_request_release()
            self.assertFalse(order.dispatch_release_ids)

    # ------------------------------------------------------------
    # WHAT IS FIXED
    # ------------------------------------------------------------

    def test_a_clerk_does_not_change_what_finance_has(self):
        check = self._create_check(self.order)
        message = "already with finance or decided .* Withdraw it .*raise a new one"
        for values in (
            {"payer_name": "Somebody else"},
            {"bank_reference": "2026-001"},
            {"slip": "c2xpcA=="},
            {"partner_id": self.other_customer.id},
            {"line_ids": [Command.update(check.line_ids.id, {"amount": 1.0})]},
            {"line_ids": [Command.delete(check.line_ids.id)]},
            {"line_ids": [Command.create({"order_id": self._create_order().id})]},
        ):
            with self.subTest(values=values), self.assertRefused(message, check):
                check.write(values)

    def test_a_check_that_finance_has_is_not_deleted(self):
        check = self._create_check(self.order)
        with self.assertRefused("cannot be changed. Withdraw it", check):
            check.unlink()
        with self.assertRefused("cannot be changed. Withdraw it", check):
            check.line_ids.unlink()

    # ------------------------------------------------------------
    # SHARES
    # ------------------------------------------------------------

    def test_a_share_lies_between_nothing_and_all(self):
        term = self.term_deposit.with_user(self.back_office_manager)
        for percent in (-0.01, 100.01, 1000.0):
            for document in (term, self.company):
                with (
                    self.subTest(document=document, percent=percent),
                    self.assertInvalid("must lie between 0 and 100 %", document),
                ):
                    document.dispatch_payment_percent = percent
            with (
                self.subTest(document=self.order, percent=percent),
                self.assertInvalid("must lie between 0 and 100 %", self.order),
            ):
                self._change_share(self.order, dispatch_payment_percent=percent)

    def test_the_dialogs_tell_nothing_about_orders_of_others(self):
        other = self.env["res.company"].create({"name": "Another company"})
        order = self._create_order(confirm=False).sudo()
        order.company_id = other
        values = {"order_id": order.id, "reason_id": self.reason.id, "note": "?"}
        request = self.env["sale.dispatch.release.request"].with_user(self.order_clerk)
        change = self.env["sale.order.payment.share"].with_user(self.finance_checker)
        for tell in (
            lambda: request.create(values).amount_limit,
            lambda: request.new(values).amount_missing,
            lambda: change.create({"order_id": order.id, "reason": "?"}),
        ):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                tell()

    def test_another_share_needs_a_reason(self):
        with self.assertInvalid("Say why", self.order):
            self._change_share(self.order, reason=" ", dispatch_payment_percent=50)
