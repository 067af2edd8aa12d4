"""The way of a payment: asked, verified, signed, dispatched."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from .common import BackOfficeCase


class TestGatePayment(BackOfficeCase):
    def test_goods_leave_once_the_money_is_in_and_finance_has_signed(self):
        order = self._create_order()
        delivery = order.picking_ids
        self.assertRecordValues(
            order,
            [
                {
                    "dispatch_state": "unpaid",
                    "amount_required_for_dispatch": 84000.0,
                    "amount_received": 0.0,
                    "amount_missing_for_dispatch": 84000.0,
                    "is_dispatch_blocked": True,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(delivery)
        self._pay(order)
        self.assertEqual(order.dispatch_state, "paid")
        with self.assertRaisesRegex(UserError, "finance signs its release"):
            self._dispatch(delivery)
        self._release(order)
        self.assertEqual(order.dispatch_state, "released")
        self._dispatch(delivery)
        self.assertEqual(delivery.state, "done")

    def test_order_and_delivery_say_the_same_sentence(self):
        order = self._create_order()
        delivery = order.picking_ids.with_user(self.dispatch_clerk)
        self.assertIn("84,000.00", order.dispatch_block_reason)
        self.assertEqual(delivery.dispatch_block_reason, order.dispatch_block_reason)
        self.assertTrue(delivery.is_dispatch_blocked)
        check = self._create_check(order)
        self.assertIn(check.name, order.dispatch_block_reason)
        self._verify(check)
        self._release(order)
        self.assertFalse(delivery.dispatch_block_reason)
        self.assertFalse(order.dispatch_block_reason)

    def test_a_second_check_on_an_order_tells_of_the_first(self):
        order = self._create_order()
        first = self._create_check(order)
        other = self._create_check(self._create_order())
        second = self._create_check(order, request=False)
        self.assertEqual(second.other_open_check_ids, first)
        self.assertFalse((first | other).other_open_check_ids)
        self._verify(first)
        second.invalidate_recordset(["other_open_check_ids"])
        self.assertFalse(second.other_open_check_ids)

    def test_blocked_orders_and_deliveries_can_be_searched(self):
        free = self._create_order(payment_term_id=False)
        blocked = self._create_order()
        both = free | blocked
        domain = [("id", "in", both.ids), ("is_dispatch_blocked", "=", True)]
        self.assertEqual(both.search(domain), blocked)
        domain[1] = ("is_dispatch_blocked", "=", False)
        self.assertEqual(both.search(domain), free)
        deliveries = both.picking_ids
        domain = [("id", "in", deliveries.ids), ("is_dispatch_blocked", "=", True)]
        self.assertEqual(deliveries.search(domain), blocked.picking_ids)
        domain[1] = ("is_dispatch_blocked", "=", False)
        self.assertEqual(deliveries.search(domain), free.picking_ids)

    # ------------------------------------------------------------
    # THE PEOPLE
    # ------------------------------------------------------------

    def test_everyone_in_finance_is_asked_but_whoever_asks(self):
        self.finance_checker_2.group_ids += self.env.ref(
            "sales_back_office.group_order_clerk"
        )
        check = self._create_check(self._create_order(), user=self.finance_checker_2)
        activities = check.sudo().activity_ids
        self.assertEqual(activities.user_id, self.finance_checker)
        self._verify(check)
        self.assertFalse(check.sudo().activity_ids)

    def test_the_clerk_is_told_either_way(self):
        verified = self._pay(self._create_order())
        rejected = self._create_check(self._create_order())
        rejected.with_user(self.finance_checker).action_reject("Wrong account.")
        for check, told in ((verified, "is verified"), (rejected, "Wrong account.")):
            message = check.message_ids[0]
            self.assertIn(told, message.body)
            self.assertEqual(message.author_id, self.finance_checker.partner_id)
            self.assertIn(self.order_clerk.partner_id, message.notified_partner_ids)

    def test_the_slip_stays_as_finance_has_seen_it(self):
        check = self._create_check(self._create_order(), slip=b"c2xpcA==")
        slip = self.env["ir.attachment"].search(
            [
                ("res_model", "=", check._name),
                ("res_id", "=", check.id),
                ("res_field", "=", "slip"),
            ]
        )
        slip = slip.with_user(self.order_clerk)
        for change in (lambda: slip.write({"raw": b"forged"}), slip.unlink):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                change()
        self.assertEqual(check.slip, b"c2xpcA==")

    def test_a_rejected_check_can_be_asked_again(self):
        order = self._create_order()
        check = self._create_check(order)
        check.with_user(self.finance_checker).action_reject("Wrong account.")
        action = check.action_request_again()
        again = check.with_context(action["context"]).create({})
        again.action_request()
        self.assertEqual(again.line_ids.order_id, order)
        self.assertEqual(again.state, "requested")

    def test_people_without_a_role_of_ours_work_as_before(self):
        storekeeper = new_test_user(
            self.env,
            "storekeeper",
            "stock.group_stock_user",
            company_id=self.company.id,
        )
        order = self._create_order(user=self.salesperson)
        with Form(order) as form:
            self.assertIn("84,000.00", form.dispatch_block_reason)
            form.client_order_ref = "PO 7"
        with Form(order.picking_ids.with_user(storekeeper)) as form:
            self.assertIn("84,000.00", form.dispatch_block_reason)
            form.note = "Load from the north gate."
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(order.picking_ids, storekeeper)
        self._pay(order)
        self._release(order)
        self._dispatch(order.picking_ids, storekeeper)
        self.assertEqual(order.picking_ids.state, "done")

    # ------------------------------------------------------------
    # THE RULE
    # ------------------------------------------------------------

    def test_without_a_rule_nothing_is_asked(self):
        order = self._create_order(payment_term_id=False)
        self.assertEqual(order.dispatch_state, "free")
        self._dispatch(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_the_company_decides_for_terms_that_say_nothing(self):
        self.company.dispatch_payment_percent = 30
        order = self._create_order(payment_term_id=False)
        self.assertEqual(order.amount_required_for_dispatch, 25200.0)
        credit = self.term_before_dispatch.copy({"dispatch_payment_policy": "none"})
        order = self._create_order(payment_term_id=credit.id)
        self.assertEqual(order.dispatch_state, "free")

    def test_a_confirmed_order_keeps_its_rule_and_a_quotation_follows(self):
        confirmed = self._create_order(payment_term_id=False)
        quotation = self._create_order(payment_term_id=False, confirm=False)
        self.company.dispatch_payment_percent = 100
        self.assertEqual(confirmed.dispatch_state, "free")
        self.assertEqual(quotation.dispatch_payment_percent, 100)

    def test_finance_changes_the_share_of_one_order_and_it_is_tracked(self):
        order = self._create_order()
        self._post_tracking()  # creation is not tracked
        self._change_share(
            order, "The balance is due in March.", dispatch_payment_percent=50
        )
        self._post_tracking()
        self.assertEqual(order.amount_required_for_dispatch, 42000.0)
        message = order.message_ids.sudo().filtered("tracking_value_ids")[0]
        self.assertIn("The balance is due in March.", message.body)
        self.assertEqual(message.author_id, self.finance_checker.partner_id)
        self.assertIn(
            "dispatch_payment_percent",
            message.tracking_value_ids.field_id.mapped("name"),
        )

    def test_every_change_of_state_is_told_on_the_order(self):
        order = self._create_order()
        self._post_tracking()
        check = self._pay(order)
        self._post_tracking()
        self._release(order)
        self._post_tracking()
        check.payment_id.action_draft()
        self._post_tracking()
        values = order.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "dispatch_state"
        )
        told = values.sorted("id").mapped("new_value_char")
        self.assertEqual(told, ["Paid, not signed", "Released", "Not paid"])

    def test_a_deposit_is_no_release(self):
        order = self._create_order(payment_term_id=self.term_deposit.id)
        self._pay(order, 25200.0)
        self.assertEqual(order.dispatch_state, "partial")
        with self.assertRaisesRegex(UserError, "58,800.00"):
            self._dispatch(order.picking_ids)

    # ------------------------------------------------------------
    # THE RELEASE
    # ------------------------------------------------------------

    def test_a_cancelled_payment_closes_the_gate_again(self):
        order = self._create_order()
        check = self._pay(order)
        self._release(order)
        check.payment_id.action_draft()
        check.payment_id.action_cancel()
        self.assertEqual(order.dispatch_state, "unpaid")
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(order.picking_ids)

    def test_an_unreconciled_payment_closes_the_gate_again(self):
        order = self._create_order()
        payment = self._pay_invoice(self._create_invoice(order))
        self._release(order)
        self.assertEqual(order.dispatch_state, "released")
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(order.dispatch_state, "unpaid")
        with self.assertRaisesRegex(UserError, "must not be dispatched yet"):
            self._dispatch(order.picking_ids)

    def test_money_on_the_invoice_reaches_finance_by_itself(self):
        order = self._create_order()
        self._pay_invoice(self._create_invoice(order))
        release = order.dispatch_release_ids
        self.assertRecordValues(
            release, [{"state": "requested", "requested_by_id": self.order_clerk.id}]
        )
        self.assertIn(self.finance_checker, release.sudo().activity_ids.user_id)

    def test_finance_does_not_sign_for_money_that_has_gone(self):
        order = self._create_order()
        check = self._pay(order)
        release = order.dispatch_release_ids.with_user(self.finance_checker)
        check.payment_id.action_draft()
        with self.assertRaisesRegex(UserError, "84,000.00"):
            release.action_approve()
        self.assertEqual(release.state, "requested")

    def test_an_order_that_grows_past_its_signature_needs_a_new_one(self):
        order = self._create_order(payment_term_id=self.term_deposit.id)
        self._pay(order, 200000.0)
        self._release(order)
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.dispatch_state, "paid")
        with self.assertRaisesRegex(UserError, "Request the release"):
            self._dispatch(order.picking_ids)
        order.action_request_release()
        self._release(order)
        self._dispatch(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_finance_signs_what_was_requested(self):
        order = self._create_order(quantity=2)
        self._pay(order)
        order.order_line.write({"product_uom_qty": 20, "price_unit": 8400.0})
        with self.assertRaisesRegex(UserError, "has changed since its release"):
            self._release(order)
        release = order.dispatch_release_ids.with_user(self.finance_checker)
        self.assertEqual(release.state, "requested")
        release.action_refuse("Twenty instead of two.")
        order.action_request_release()
        self._release(order)
        self.assertIn(
            "20 Units E3 city car", order.dispatch_release_ids[0].signed_goods_text
        )

    def test_a_revoked_release_closes_the_gate(self):
        order = self._create_order()
        self._pay(order)
        release = self._release(order).with_user(self.finance_checker_2)
        release.action_revoke("The customer asks to wait.")
        self.assertEqual(order.dispatch_state, "paid")
        self.assertRecordValues(
            release,
            [{"state": "revoked", "decision_note": "The customer asks to wait."}],
        )
        with self.assertRaisesRegex(UserError, "Request the release"):
            self._dispatch(order.picking_ids)

    def test_a_cancelled_order_takes_its_release_with_it(self):
        order = self._create_order()
        self._pay(order)
        release = self._release(order)
        order._action_cancel()
        self.assertEqual(release.state, "revoked")
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.dispatch_state, "paid")

    def test_a_signature_is_for_the_payments_that_were_there(self):
        order = self._create_order()
        check = self._pay(order)
        release = self._release(order)
        self.assertTrue(release.is_in_force)
        check.payment_id.action_draft()
        self.assertFalse(release.is_in_force)
        with self.assertRaisesRegex(UserError, "no longer in force"):
            release.with_user(self.dispatch_clerk).action_print()
        self._pay(order)
        self.assertEqual(order.dispatch_state, "paid")
        with self.assertRaisesRegex(UserError, "must not be dispatched"):
            self._dispatch(order.picking_ids)
        self._release(order)
        self._dispatch(order.picking_ids)

    def test_a_quotation_that_is_paid_reaches_finance_when_it_is_confirmed(self):
        order = self._create_order(confirm=False)
        self._pay(order)
        self.assertFalse(order.dispatch_release_ids)
        order.action_confirm()
        self.assertEqual(order.dispatch_release_ids.state, "requested")

    def test_the_system_signs_orders_that_it_made_itself(self):
        self.company.dispatch_sign_off = "automatic"
        order = self._create_order(user_id=self.env.ref("base.user_root").id)
        self._pay_invoice(self._create_invoice(order))
        self.assertEqual(order.dispatch_state, "released")
        self.assertFalse(order.dispatch_release_ids.requested_by_id)

    def test_an_order_with_a_release_cannot_be_deleted(self):
        order = self._create_order()
        self._pay(order)
        self._release(order)
        order._action_cancel()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            order.sudo().unlink()

    def test_the_system_signs_where_the_company_wants_it_and_says_so(self):
        self.company.dispatch_sign_off = "automatic"
        order = self._create_order()
        self._pay(order)
        self.assertEqual(order.dispatch_state, "released")
        release = order.dispatch_release_ids
        self.assertRecordValues(
            release,
            [
                {
                    "state": "approved",
                    "requested_by_id": self.order_clerk.id,
                    "decided_by_id": self.env.ref("base.user_root").id,
                    "amount_received": 84000.0,
                }
            ],
        )
        self.assertTrue(
            order.message_ids.filtered(lambda m: "Released by the system" in m.body)
        )
        self._dispatch(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def _post_tracking(self):
        """Do what a commit does to tracked changes."""
        self.env.flush_all()
        self.env.cr.precommit.run()
