"""Two persons: whoever asks never decides, whatever else that person may do."""

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from .common import BackOfficeCase

SECOND = "A second person"


class TestGateTwoPersons(BackOfficeCase):
    """One user holds every group at once and tries to let goods leave alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alone = cls._create_administrator()
        cls.reason = cls.env.ref("sales_back_office.sale_dispatch_reason_urgent")
        cls.order = cls._create_order()

    # ------------------------------------------------------------
    # ALONE
    # ------------------------------------------------------------

    def test_nobody_decides_on_what_that_person_asked_for(self):
        for document in self._ask(self.alone):
            for decide in self._get_decisions(document.with_user(self.alone)):
                with self.assertRaisesRegex(UserError, SECOND):
                    decide()
            self.assertEqual(document.state, "requested")

    def test_nobody_revokes_what_that_person_asked_for(self):
        _check, release, _exception = self._ask(self.alone)
        release.with_user(self.finance_checker).action_approve()
        with self.assertRaisesRegex(UserError, SECOND):
            release.with_user(self.alone).action_revoke("I have changed my mind.")

    def test_all_rights_are_no_second_person(self):
        for document in self._ask(self.alone):
            for decide in self._get_decisions(document.with_user(self.alone).sudo()):
                with self.assertRaisesRegex(UserError, SECOND):
                    decide()

    def test_the_system_is_no_second_person(self):
        for document in self._ask(self.alone):
            for decide in self._get_decisions(document.with_user(SUPERUSER_ID)):
                with self.assertRaisesRegex(AccessError, "role Finance checker"):
                    decide()

    def test_many_documents_at_once_hide_none(self):
        _check, own, exception = self._ask(self.alone)
        with self.assertRaisesRegex(UserError, SECOND):
            (own | exception).with_user(self.alone).action_approve()
        self.assertEqual(set((own | exception).mapped("state")), {"requested"})

    # ------------------------------------------------------------
    # IN THE NAME OF SOMEBODY ELSE
    # ------------------------------------------------------------

    def test_an_activity_that_is_handed_over_is_no_right_to_decide(self):
        for document in self._ask(self.alone):
            activity = document.sudo().activity_ids[:1]
            self.assertTrue(activity)
            activity.user_id = self.alone
            activity.with_user(self.alone).action_feedback(feedback="Done")
            self.assertEqual(document.state, "requested")
            with self.assertRaisesRegex(UserError, SECOND):
                self._sign(document.with_user(self.alone))

    def test_another_person_is_not_put_in_the_place_of_whoever_asked(self):
        for document in self._ask(self.alone):
            for writer in (document.with_user(self.alone), document.sudo()):
                for other in (self.order_clerk.id, False):
                    with self.assertRaises(AccessError):
                        writer.requested_by_id = other
            with self.assertRaisesRegex(UserError, SECOND):
                self._sign(document.with_user(self.alone))

    def test_a_request_in_the_name_of_somebody_else(self):
        check = self._create_check(self.order, user=self.alone, request=False)
        check.with_context(default_requested_by_id=self.order_clerk.id).action_request()
        self.assertEqual(check.requested_by_id, self.alone)

    def test_the_salesperson_can_change_and_whoever_sold_still_does_not_sign(self):
        for salesperson in (self.order_clerk, self.env["res.users"]):
            order = self._create_order(user=self.alone)
            self.assertEqual(order.user_id, self.alone)
            order.user_id = salesperson
            invoice = self._create_invoice(order)
            self._pay_invoice(invoice)
            release = order.dispatch_release_ids.with_user(self.alone)
            self.assertEqual(release.requested_by_id, salesperson)
            with self.assertRaisesRegex(UserError, SECOND):
                release.action_approve()

    # ------------------------------------------------------------
    # IN THE DATABASE
    # ------------------------------------------------------------

    def test_the_database_knows_the_rule(self):
        check, release, exception = self._ask(self.order_clerk)
        for document, decider in (
            (check, "verified_by_id"),
            (release, "decided_by_id"),
            (exception, "decided_by_id"),
        ):
            self.env.flush_all()
            query = SQL(
                "UPDATE %s SET %s = requested_by_id WHERE id = %s",
                SQL.identifier(document._table),
                SQL.identifier(decider),
                document.id,
            )
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.env.cr.execute(query)

    def test_the_database_knows_the_rule_afterwards(self):
        check, release, exception = self._ask(self.order_clerk)
        check.with_user(self.finance_checker).action_verify()
        (release | exception).with_user(self.finance_checker).action_approve()
        for document, decider in (
            (check, "verified_by_id"),
            (release, "decided_by_id"),
            (exception, "decided_by_id"),
        ):
            self.env.flush_all()
            query = SQL(
                "UPDATE %s SET requested_by_id = %s WHERE id = %s",
                SQL.identifier(document._table),
                SQL.identifier(decider),
                document.id,
            )
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.env.cr.execute(query)

    # ------------------------------------------------------------
    # TWO
    # ------------------------------------------------------------

    def test_a_second_person_decides(self):
        check, release, exception = self._ask(self.alone)
        check.with_user(self.finance_checker).action_verify()
        (release | exception).with_user(self.finance_checker).action_approve()
        self.assertEqual(check.verified_by_id, self.finance_checker)
        self.assertEqual(release.decided_by_id, self.finance_checker)
        self.assertEqual(exception.order_id.dispatch_state, "exception")

    # ------------------------------------------------------------

    def _ask(self, user):
        """A payment check, a release of a paid order and an exception, all asked for by
        the user."""
        check = self._create_check(self.order, user=user)
        paid = self._create_order()
        self._verify(self._create_check(paid, user=user))
        request = self.env["sale.dispatch.release.request"].with_user(user)
        unpaid = self._create_order()
        values = {"order_id": unpaid.id, "reason_id": self.reason.id, "note": "Today"}
        request.create(values).action_request()
        documents = check, paid.dispatch_release_ids, unpaid.dispatch_release_ids
        for document in documents:
            self.assertEqual(document.requested_by_id, user)
        return documents

    def _get_decisions(self, document):
        """Each way to decide on a document."""
        if document._name == "sale.payment.check":
            return document.action_verify, lambda: document.action_reject("No.")
        return document.action_approve, lambda: document.action_refuse("No.")

    def _sign(self, document):
        self._get_decisions(document)[0]()
