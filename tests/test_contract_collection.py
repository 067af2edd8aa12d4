"""When the money of a contract is to come in, and who is told when it does not."""

from datetime import date

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import BackOfficeCase
from .contract_case import ONE_PIXEL

THREE_PARTS = [
    {"name": "Deposit", "percent": 30, "event": "signing", "days": 5},
    {"name": "On delivery", "percent": 60, "event": "delivery"},
    {"name": "Retention", "percent": 10, "event": "acceptance", "days": 365},
]


class TestContractCollection(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.invoice_policy = "delivery"
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.team = cls.env["crm.team"].create(
            {
                "name": "South",
                "company_id": cls.company.id,
                "user_id": cls.order_clerk_2.id,
                "member_ids": [Command.set(cls.salesperson.ids)],
            }
        )
        cls.contract = cls._create_plan(*THREE_PARTS)
        cls.deposit, cls.balance, cls.retention = cls.contract.instalment_ids

    @classmethod
    def _create_plan(cls, *instalments, sign=True, **values):
        """A contract over a million with these instalments."""
        return cls._create_contract(
            {"price_unit": 100000.0},
            payment_term_id=False,
            payment_responsible_id=cls.salesperson.id,
            instalment_ids=[Command.create(instalment) for instalment in instalments],
            sign=sign,
            **values,
        )

    # ------------------------------------------------------------
    # THE PLAN
    # ------------------------------------------------------------

    def test_shares_become_amounts(self):
        amounts = self.contract.instalment_ids.mapped("amount")
        self.assertEqual(amounts, [300000.0, 600000.0, 100000.0])
        self.assertFalse(self.contract.is_plan_incomplete)

    def test_events_make_them_due(self):
        self.assertDue(date(2026, 1, 10), False, False)
        self.assertEqual(self.balance.state, "waiting")
        with freeze_time("2026-03-02"):
            order = self._call(10)
            self._deliver(order, 4)
            self.assertEqual(self.contract.date_delivery_started, date(2026, 3, 2))
            self.assertDue(date(2026, 1, 10), False, False)
        with freeze_time("2026-03-20 20:00:00"):  # the 21st in Shanghai
            self._deliver(order, 6)
        self.assertDue(date(2026, 1, 10), date(2026, 3, 21), False)
        self.contract.date_accepted = "2026-04-01"
        self.assertDue(date(2026, 1, 10), date(2026, 3, 21), date(2027, 4, 1))

    def test_what_is_signed_for_is_accepted(self):
        with freeze_time("2026-03-02"):
            order = self._call(10)
            self._deliver(order, 10)
            self.assertFalse(self.contract.date_accepted)
            order.picking_ids.signature = ONE_PIXEL
            self.env.flush_all()
        self.assertEqual(self.contract.date_accepted, date(2026, 3, 2))

    def test_a_draft_is_not_due(self):
        draft = self._create_plan(*THREE_PARTS, sign=False)
        self.assertEqual(set(draft.instalment_ids.mapped("state")), {"waiting"})

    def test_nobody_is_reminded_of_a_draft(self):
        part = {"name": "All of it", "percent": 100, "date": "2026-02-01"}
        draft = self._create_plan(part, sign=False)
        with freeze_time("2026-02-20"):
            self._let_days_pass()
            self.assertTold(draft.instalment_ids)
            self.assertFalse(draft.instalment_ids.is_overdue)
            draft.action_sign()
            self._run_reminders()
        self.assertTold(
            draft.instalment_ids, "salesperson", "order_clerk_2", "supervisor"
        )

    def test_a_plan_is_for_all_of_the_money(self):
        draft = self._create_plan(*THREE_PARTS[:2], sign=False)
        self.assertTrue(draft.is_plan_incomplete)
        with self.assertRaisesRegex(UserError, "adds up to .*900,000.*1,000,000"):
            draft.action_sign()
        draft.instalment_ids = [
            Command.create({"name": "Rest", "amount": 100000, "date": "2026-12-31"})
        ]
        draft.action_sign()

    def test_wrong_input_is_refused_in_words(self):
        for values, message in (
            ({"percent": 120}, "between 0 and 100"),
            ({"percent": -1}, "between 0 and 100"),
            ({"days": -3}, "on the day of its event, or after"),
            ({"event": "date"}, "Enter the day"),
            ({"percent": 0, "amount": 0}, "Enter the share"),
            ({"percent": 0, "amount": -1}, "Enter the share"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(IntegrityError, "sale_contract_instalment"),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.deposit.write(values)
                self.env.flush_all()
            constraint = self.env["ir.model.constraint"]
            self.assertTrue(constraint.search([("message", "ilike", message)]), message)

    def test_an_amendment_moves_the_shares(self):
        self.contract.action_amend()
        amendment = self.contract.amendment_ids
        amendment.write(
            {"agreed_by": "Ms Li", "date_agreed": "2026-02-01", "reason": "Two more"}
        )
        amendment.line_ids.quantity = 12
        amendment.action_agree()
        amounts = self.contract.instalment_ids.mapped("amount")
        self.assertEqual(amounts, [360000.0, 720000.0, 120000.0])

    def test_changes_of_a_signed_plan_are_told(self):
        self.contract.instalment_ids = [
            Command.update(self.deposit.id, {"days": 40}),
            Command.update(self.retention.id, {"event": "date", "date": "2027-01-31"}),
        ]
        before = self.contract.message_ids
        self.env.cr.precommit.run()
        told = (self.contract.message_ids - before).filtered("body")
        self.assertEqual(len(told), 1)
        self.assertRegex(told.body, "Before: Deposit .*01/10/2026.*Now: .*02/14/2026")

    def test_the_plan_of_a_contract_that_has_ended_stays(self):
        self.contract.action_terminate("The customer closed down")
        self.assertEqual(
            set(self.contract.instalment_ids.mapped("state")), {"cancelled"}
        )
        for change in (
            lambda plan: plan.write({"days": 90}),
            lambda plan: plan.unlink(),
            lambda plan: plan.copy(),
            lambda plan: plan.with_context(default_contract_id=self.contract.id).create(
                {"name": "More", "percent": 1, "event": "signing"}
            ),
        ):
            with self.assertRaisesRegex(UserError, "Terminated"):
                change(self.deposit)

    def test_facts_are_not_typed_in(self):
        for values in (
            {"amount_received": 300000.0},
            {"state": "paid"},
            {"date_due": "2030-01-01"},
            {"reminder_step": "supervisor"},
            {"reminder_since": False},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
            ):
                self.deposit.sudo().write(values)

    def test_who_may_plan(self):
        for user in (self.finance_checker, self.executive, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.deposit.with_user(user).days = 90
        own = self._create_plan(*THREE_PARTS, user_id=self.salesperson.id)
        plan = self.env["sale.contract.instalment"].with_user(self.salesperson)
        self.assertEqual(plan.search([]), own.instalment_ids)
        self.assertEqual(len(plan.with_user(self.executive).search([])), 6)

    def test_a_clerk_enters_it_on_the_form(self):
        form = Form(self._create_plan(sign=False))
        with form.instalment_ids.new() as line:
            line.name = "Deposit"
            line.percent = 40
            line.event = "signing"
        with form.instalment_ids.new() as line:
            line.name = "Balance"
            line.percent = 60
            line.event = "delivery"
        contract = form.save()
        self.assertEqual(contract.instalment_ids.mapped("amount"), [400000.0, 600000.0])

    # ------------------------------------------------------------
    # THE MONEY
    # ------------------------------------------------------------

    def test_money_goes_to_the_first_instalment_first(self):
        self._collect(350000.0)
        self.assertReceivedByPart(300000.0, 50000.0, 0.0)
        self.assertEqual(self.deposit.state, "paid")
        self._collect(600000.0)
        self.assertReceivedByPart(300000.0, 600000.0, 50000.0)
        self.assertEqual(self.balance.state, "paid")
        self.assertEqual(self.retention.amount_open, 50000.0)

    def test_money_that_goes_away_again(self):
        payment = self._collect(350000.0)
        payment.action_draft()
        self.assertReceivedByPart(0.0, 0.0, 0.0)
        self.assertEqual(self.deposit.state, "open")

    def test_the_order_of_the_plan_counts(self):
        self._collect(350000.0)
        self.retention.sequence = 1
        self.assertReceivedByPart(250000.0, 0.0, 100000.0)

    @given(
        shares=st.lists(st.integers(1, 40), min_size=1, max_size=6),
        price=st.integers(1, 10**7),
        paid=st.integers(0, 10**8),
    )
    def test_parts_add_up_to_the_cent(self, shares, price, paid):
        whole = sum(shares)
        with self.env.cr.savepoint() as savepoint:
            plan = [
                {"name": "Part", "percent": 100 * share / whole, "event": "signing"}
                for share in shares
            ]
            contract = self._create_contract(
                {"price_unit": price / 100, "quantity": 1},
                instalment_ids=[Command.create(part) for part in plan],
                sign=False,
            )
            contract._write_sealed({"amount_received": paid / 100})
            instalments = contract.instalment_ids
            cents = [round(part * 100) for part in instalments.mapped("amount")]
            received = [
                round(part * 100) for part in instalments.mapped("amount_received")
            ]
            # shares are kept with two digits, so they may miss a little of the whole
            share = round(sum(instalments.mapped("percent")), 2)
            self.assertAlmostEqual(sum(cents), price * share / 100, delta=0.5001)
            self.assertEqual(sum(received), min(paid, sum(cents)))
            for index, part in enumerate(received):
                self.assertTrue(part == cents[index] or not any(received[index + 1 :]))
            savepoint.rollback()

    # ------------------------------------------------------------
    # THE LADDER
    # ------------------------------------------------------------

    def test_reminders_climb_the_ladder(self):
        # due on the tenth of January, late from the eleventh
        for day, told in (
            (10, []),
            (11, ["salesperson"]),
            (12, ["salesperson"]),
            (13, ["salesperson", "order_clerk_2"]),
            (15, ["salesperson", "order_clerk_2"]),
            (16, ["salesperson", "order_clerk_2", "supervisor"]),
            (17, ["salesperson", "order_clerk_2", "supervisor"]),
        ):
            with self.subTest(day=day), freeze_time(f"2026-01-{day}"):
                self._let_days_pass()
                self.assertTold(self.deposit, *told)

    def test_a_ladder_that_was_away_tells_everyone_at_once(self):
        with freeze_time("2026-02-20"):
            self._let_days_pass()
        self.assertTold(self.deposit, "salesperson", "order_clerk_2", "supervisor")
        self.assertEqual(self.deposit.reminder_step, "supervisor")

    def test_the_company_sets_the_days(self):
        self.company.reminder_responsible_days = 1
        self.company.reminder_head_days = 3
        self.company.reminder_supervisor_days = 4
        self.company.reminder_supervisor_id = self.executive
        for day, told in (
            (11, []),
            (12, ["salesperson"]),
            (14, ["salesperson", "order_clerk_2"]),
            (15, ["salesperson", "order_clerk_2", "executive"]),
        ):
            with self.subTest(day=day), freeze_time(f"2026-01-{day}"):
                self._let_days_pass()
                self.assertTold(self.deposit, *told)

    def test_the_ladder_has_no_loose_step(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.company.reminder_head_days = 9
            self.env.flush_all()

    def test_an_empty_step_is_passed_on(self):
        self.contract.write({"payment_responsible_id": False, "user_id": False})
        with freeze_time("2026-01-11"):
            self._let_days_pass()
        self.assertTold(self.deposit, "supervisor")

    def test_nobody_is_told_twice(self):
        self.contract.payment_responsible_id = self.supervisor
        self.team.member_ids = self.supervisor
        self.team.user_id = self.supervisor
        with freeze_time("2026-02-20"):
            self._let_days_pass()
        self.assertTold(self.deposit, "supervisor")

    def test_money_ends_the_reminders(self):
        with freeze_time("2026-01-12"):
            self._let_days_pass()
            self.assertTold(self.deposit, "salesperson")
            payment = self._collect(300000.0)
        with freeze_time("2026-01-13"):
            self._let_days_pass()
            self.assertTold(self.deposit)
            self.assertFalse(self.deposit.reminder_step)
            payment.action_draft()
        with freeze_time("2026-01-14"):
            self._let_days_pass()
            self.assertTold(self.deposit, "salesperson", "order_clerk_2")

    def test_they_speak_the_language_of_whoever_is_told(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.salesperson.lang = "zh_CN"
        with freeze_time("2026-01-11"):
            self._let_days_pass()
        self.assertIn("到期", self.deposit.activity_ids.summary)

    def test_late_money_makes_the_contract_late(self):
        with freeze_time("2026-01-10"):
            self._let_days_pass()
            self.assertEqual(self.contract.fulfilment_status, "open")
        with freeze_time("2026-01-11"):
            self._let_days_pass()
            self.env.invalidate_all()
            self.assertEqual(self.contract.fulfilment_status, "late")
            self.assertEqual(self.contract.amount_overdue, 300000.0)
            overdue = self.env["sale.contract.instalment"].search(
                [("is_overdue", "=", True)]
            )
            self.assertEqual(overdue, self.deposit)
            self._collect(300000.0)
            self.assertEqual(self.contract.fulfilment_status, "open")
        # the instalment tells of itself; the contract need not
        self.assertFalse(self.contract.activity_ids)

    # ------------------------------------------------------------
    # DEPOSITS AND GUARANTEES
    # ------------------------------------------------------------

    def test_a_guarantee_is_looked_after_before_it_expires(self):
        guarantee = self._create_guarantee(date_end="2026-06-30")
        for day, told in (
            ("2026-06-22", []),
            ("2026-06-23", ["salesperson"]),
            ("2026-06-25", ["salesperson", "order_clerk_2"]),
        ):
            with self.subTest(day=day), freeze_time(day):
                self._let_days_pass()
                self.assertTold(guarantee, *told)
        with freeze_time("2026-06-26"):
            guarantee.with_user(self.finance_checker).action_return()
            self.assertEqual(guarantee.date_settled, date(2026, 6, 26))
            self._let_days_pass()
        self.assertTold(guarantee)

    def test_a_guarantee_that_was_renewed_is_looked_after_again(self):
        guarantee = self._create_guarantee(date_end="2026-06-30")
        with freeze_time("2026-06-25"):
            self._let_days_pass()
        guarantee.date_end = "2026-12-31"
        with freeze_time("2026-06-26"):
            self._let_days_pass()
            self.assertTold(guarantee)
        with freeze_time("2026-12-24"):
            self._let_days_pass()
            self.assertTold(guarantee, "salesperson")

    def test_what_is_settled_stays(self):
        guarantee = self._create_guarantee()
        guarantee.action_claim()
        for change in (
            lambda: guarantee.write({"amount": 1.0}),
            guarantee.action_return,
            guarantee.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Called in"):
                change()
        held = self._create_guarantee()
        with self.assertRaisesRegex(UserError, "given back or called in"):
            held.unlink()
        for facts in ({"state": "returned"}, {"reminder_step": "supervisor"}):
            with self.assertRaisesRegex(AccessError, "cannot be filled in by hand"):
                held.write(facts)

    def test_who_may_settle(self):
        guarantee = self._create_guarantee()
        for user in (self.executive, self.salesperson, self.dispatch_clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                guarantee.with_user(user).action_return()

    # ------------------------------------------------------------

    def _create_guarantee(self, **values):
        return (
            self.env["sale.contract.guarantee"]
            .with_user(self.order_clerk)
            .create(
                {
                    "contract_id": self.contract.id,
                    "name": "BG-0815",
                    "kind": "letter",
                    "amount": 50000.0,
                    **values,
                }
            )
        )

    def _call(self, quantity):
        line = {"product_id": self.vehicle.id, "product_uom_qty": quantity}
        return self._create_order(
            contract_id=self.contract.id,
            order_line=[Command.create(line)],
            payment_term_id=False,
        ).sudo()

    def _deliver(self, order, quantity):
        delivery = order.picking_ids.filtered(lambda picking: picking.state != "done")
        delivery.move_ids.quantity = quantity
        delivery.with_context(skip_backorder=True).button_validate()
        self.env.flush_all()

    def _collect(self, amount):
        """Money on an order of the contract, as finance verifies it."""
        order = self.contract.order_ids or self._call(10)
        return self._pay(order, amount).sudo().payment_id

    def _let_days_pass(self):
        self._run_cron("sale.contract", "_cron_look_at_days")

    def _run_reminders(self):
        """As often on one day as somebody likes."""
        self.env["sale.contract.instalment"]._remind_all(self.company)

    def assertDue(self, *days):
        self.assertEqual(self.contract.instalment_ids.mapped("date_due"), list(days))

    def assertReceivedByPart(self, *amounts):
        parts = self.deposit | self.balance | self.retention
        self.assertEqual(parts.mapped("amount_received"), list(amounts))

    def assertTold(self, record, *logins):
        users = record.activity_ids.user_id.mapped("login")
        self.assertEqual(sorted(users), sorted(logins))
        self.assertEqual(len(record.activity_ids), len(logins))
