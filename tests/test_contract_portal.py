"""The portal: a customer follows its contracts, and nobody else's."""

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import Form, HttpCase, new_test_user

from .common import BackOfficeCase

MODULE = "sales_back_office"
# What a customer may read of the fields that are ours; all others are refused.
FOR_CUSTOMERS = {
    "sale.contract": """
        name customer_reference partner_id company_id currency_id state date_signed
        place_signed date_start date_end payment_term_id line_ids fulfilment_line_ids
        amount_total amount_ordered amount_delivered amount_invoiced amount_received
        delivery_progress invoice_progress payment_progress is_called_off
        fulfilment_status order_ids order_count user_id signed_copy signed_copy_name
    """,
    "sale.contract.line": """
        contract_id company_id currency_id partner_id state sequence active product_id
        name quantity product_uom_id price_unit price_subtotal price_total
        date_due order_line_ids quantity_ordered quantity_dispatched
        quantity_signed_for quantity_returned quantity_delivered quantity_invoiced
        quantity_open amount_ordered amount_delivered amount_invoiced amount_received
        amount_open
    """,
}
FOR_THE_OFFICE = {
    "sale.contract": "note archive_place end_reason amendment_ids"
    " delivery_responsible_id payment_responsible_id",
    "sale.contract.line": "next_step next_responsible_id days_left tax_ids",
    "sale.order": "allowed_contract_ids contract_warning",
    "sale.order.line": "contract_price_reason",
}


class PortalCase(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "office@yunnan.example"
        cls.other = cls.env["res.partner"].create(
            {"name": "Guizhou Mountain Motors", "is_company": True}
        )
        cls.buyer = cls._create_portal_user("buyer", cls.customer)
        cls.stranger = cls._create_portal_user("stranger", cls.other)
        cls.contract = cls._create_contract(
            {"price_unit": 80000.0, "date_due": "2026-03-31"},
            customer_reference="YN-2026-07",
            archive_place="Cabinet 1",
            note="<p>Not to be trusted</p>",
            delivery_responsible_id=cls.dispatch_clerk.id,
            payment_responsible_id=cls.finance_checker.id,
        )
        cls.draft = cls._create_contract(sign=False)
        cls.others = cls._create_contract(partner_id=cls.other.id)
        cls.order = cls._create_order(contract_id=cls.contract.id, quantity=4)


class TestContractPortalRights(PortalCase):
    def test_a_customer_finds_its_concluded_contracts_and_their_lines(self):
        ended = self._create_contract()
        ended.action_terminate("Both gave it up")
        contracts = self.env["sale.contract"].with_user(self.buyer).search([])
        self.assertEqual(contracts, self.contract | ended)
        lines = self.env["sale.contract.line"].with_user(self.buyer).search([])
        self.assertEqual(lines, contracts.sudo().line_ids)

    def test_whoever_else_works_for_the_customer_finds_them_too(self):
        branch = self.env["res.partner"].create(
            {"name": "Dali branch", "parent_id": self.customer.id}
        )
        own = self._create_contract(partner_id=branch.id)
        contracts = self.env["sale.contract"].with_user(self.buyer).search([])
        self.assertEqual(contracts, self.contract | own)

    def test_drafts_and_contracts_of_others_cannot_be_read(self):
        for contract in (self.draft, self.others):
            for record in (contract, contract.line_ids):
                with self.subTest(record=record), self.assertRaises(AccessError):
                    record.with_user(self.buyer).read(["name"])

    def test_a_login_to_another_company_of_the_group_finds_nothing_here(self):
        other = self.env["res.company"].create({"name": "Xinghe Trading"})
        self.buyer.write({"company_id": other.id, "company_ids": [other.id]})
        contracts = self.env["sale.contract"].with_user(self.buyer)
        own = contracts.with_context(allowed_company_ids=other.ids)
        self.assertFalse(own.search([]))
        for record in (self.contract, self.contract.line_ids):
            with self.assertRaises(AccessError):
                record.with_env(own.env).read(["name"])
        forged = contracts.with_context(allowed_company_ids=self.company.ids)
        with self.assertRaises(AccessError):
            forged.search([])

    def test_a_customer_reads_all_that_is_for_it_at_once(self):
        for record in (self.contract, self.contract.line_ids):
            self.env.invalidate_all()
            record.with_user(self.buyer).read(FOR_CUSTOMERS[record._name].split())

    def test_each_field_of_ours_is_for_customers_or_for_the_office(self):
        for model, names in FOR_CUSTOMERS.items():
            records = self.env[model].with_user(self.buyer)
            ours = {
                name
                for name, field in records._fields.items()
                if MODULE in field._modules and name not in MAGIC_COLUMNS
            }
            self.assertEqual(
                ours.intersection(records.fields_get()), set(names.split()), model
            )

    def test_what_is_for_the_office_is_refused_also_in_a_search(self):
        records = {
            "sale.contract": self.contract,
            "sale.contract.line": self.contract.line_ids,
            "sale.order": self.order,
            "sale.order.line": self.order.order_line,
        }
        for model, names in FOR_THE_OFFICE.items():
            record = records[model].with_user(self.buyer)
            for name in names.split():
                with self.subTest(model=model, name=name):
                    with self.assertRaises(AccessError):
                        record.read([name])
                    if record._fields[name].store:
                        with self.assertRaises(AccessError):
                            record.search([(name, "!=", False)])
                        with self.assertRaises(AccessError):
                            record.search([], order=name)

    def test_no_way_round_leads_to_what_is_for_the_office(self):
        for model, path in (
            ("sale.order", "contract_id.archive_place"),
            ("sale.contract.line", "contract_id.note"),
            ("sale.contract", "order_ids.order_line.contract_price_reason"),
        ):
            records = self.env[model].with_user(self.buyer)
            with self.subTest(path=path), self.assertRaises(AccessError):
                records.search([(path, "ilike", "C")])

    def test_a_customer_changes_nothing(self):
        contract = self.contract.with_user(self.buyer)
        for records in (contract, contract.line_ids):
            for right in ("create", "write", "unlink"):
                self.assertFalse(records.has_access(right), (records, right))
        for action in ("action_sign", "action_close", "action_amend", "action_send"):
            with self.assertRaises(AccessError):
                getattr(contract, action)()

    def test_amendments_and_statistics_are_not_for_customers(self):
        for model in (
            "sale.contract.amendment",
            "sale.contract.amendment.line",
            "sale.contract.report",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.buyer).search([])

    def test_only_whoever_reads_a_contract_learns_its_link(self):
        action = self.contract.with_user(self.dispatch_clerk).action_preview()
        self.assertIn(self.contract.sudo().access_token, action["url"])
        with self.assertRaises(AccessError):
            self.contract.with_user(self.stranger).action_preview()
        with self.assertRaises(AccessError):
            self.contract.with_user(self.stranger).get_portal_url()

    def test_a_draft_is_neither_previewed_nor_sent(self):
        for action in ("action_preview", "action_send"):
            with self.assertRaisesRegex(UserError, "is “Draft”"):
                getattr(self.draft, action)()


class TestContractPortalMail(PortalCase):
    def test_the_mail_leads_to_the_portal(self):
        action = self.contract.action_send()
        composer = Form(
            self.env[action["res_model"]]
            .with_user(self.order_clerk)
            .with_context(**action["context"])
        ).save()
        composer.with_context(mail_notify_force_send=False)._action_send_mail()
        mail = self._get_mail(self.contract)
        self.assertIn("/mail/view?", mail)
        self.assertIn("View the contract", mail)
        self.assertIn(self.contract.sudo().access_token, mail)

    def test_a_message_about_a_draft_leads_nowhere(self):
        self._write_to_customer(self.draft)
        self.assertNotIn("/mail/view?", self._get_mail(self.draft))

    def test_without_contracts_a_message_leads_nowhere(self):
        self._switch_off("contract")
        self._write_to_customer(self.contract)
        self.assertNotIn("/mail/view?", self._get_mail(self.contract))

    def _write_to_customer(self, contract):
        contract.with_context(mail_notify_force_send=False).message_post(
            body="As agreed",
            message_type="comment",
            partner_ids=self.customer.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _get_mail(self, contract):
        """What the customer gets: the last mail about the contract."""
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", contract.message_ids.ids)], limit=1
        )
        self.assertEqual(mails.recipient_ids, self.customer)
        return mails.body_html


class TestContractPortalPages(PortalCase, HttpCase):
    def test_a_customer_lists_its_contracts(self):
        page = self._open("buyer", "/my/contracts").text
        self.assertIn(self.contract.name, page)
        self.assertIn("YN-2026-07", page)
        for hidden in (self.draft, self.others):
            self.assertNotIn(hidden.name, page)

    def test_running_and_ended_contracts_are_told_apart(self):
        ended = self._create_contract()
        ended.action_close("All is paid")
        for choice, shown, hidden in (
            ("running", self.contract, ended),
            ("ended", ended, self.contract),
        ):
            page = self._open("buyer", f"/my/contracts?filterby={choice}").text
            self.assertIn(shown.name, page)
            self.assertNotIn(hidden.name, page)
        for choice in ("all", "no_such_thing"):
            page = self._open("buyer", f"/my/contracts?filterby={choice}").text
            self.assertIn(ended.name, page)
            self.assertIn(self.contract.name, page)

    def test_somebody_of_the_office_lists_what_its_own_company_has(self):
        self.assertNotIn(
            self.contract.name, self._open("order_clerk", "/my/contracts").text
        )

    def test_the_page_says_what_the_customer_needs_and_nothing_internal(self):
        page = self._open("buyer", f"/my/contracts/{self.contract.id}").text
        for word in (
            self.contract.name,
            "YN-2026-07",
            "E3 city car",
            "800,000.00",
            "10.00",
            f'href="/my/orders/{self.order.id}"',
            self.order_clerk.name,
            "signed_copy?",
        ):
            self.assertIn(word, page)
        for word in (
            "Not to be trusted",
            "Cabinet 1",
            "Deliver 4",
            self.dispatch_clerk.name,
            self.finance_checker.name,
        ):
            self.assertNotIn(word, page)

    def test_other_contracts_and_drafts_are_turned_away(self):
        for contract in (self.draft, self.others):
            self.assertTurnedAway("buyer", f"/my/contracts/{contract.id}")
        self.assertTurnedAway("buyer", "/my/contracts/0")
        self.assertTurnedAway("stranger", f"/my/contracts/{self.contract.id}")

    def test_a_link_opens_one_contract_without_a_login_and_no_other(self):
        url = self.contract.get_portal_url()
        token = self.contract.access_token
        page = self._open(None, url).text
        self.assertIn("E3 city car", page)
        # The orders are named, but the way to them is closed; so is the signed copy.
        self.assertIn(self.order.name, page)
        self.assertNotIn("/my/orders/", page)
        self.assertNotIn("signed_copy?", page)
        self.others.get_portal_url()
        for wrong in (
            f"/my/contracts/{self.contract.id}",
            f"/my/contracts/{self.contract.id}?access_token=",
            f"/my/contracts/{self.contract.id}?access_token={token[:-1]}",
            f"/my/contracts/{self.others.id}?access_token={token}",
        ):
            self.assertTurnedAway(None, wrong)

    def test_the_link_in_the_mail_ends_at_the_page(self):
        response = self._open(
            None,
            f"/mail/view?model=sale.contract&res_id={self.contract.id}"
            f"&access_token={self._get_token()}",
        )
        self.assertIn(f"/my/contracts/{self.contract.id}?", response.url)
        self.assertIn("E3 city car", response.text)

    def test_a_draft_stays_closed_even_with_its_token(self):
        self.assertTurnedAway(None, self.draft.get_portal_url())
        self.assertTurnedAway(
            "buyer", self.draft.get_portal_url(report_type="pdf", download=True)
        )

    def test_the_fulfilment_list_is_the_one_for_the_customer(self):
        for login in ("buyer", None):
            url = self.contract.get_portal_url(report_type="pdf", download=True)
            response = self._open(login, url)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")
            self.assertIn("attachment", response.headers["Content-Disposition"])
            # Tests get the report as HTML.
            self.assertIn("E3 city car", response.text)
            self.assertNotIn("Next step", response.text)

    def test_the_signed_copy_is_for_whoever_logs_in_and_may_read_the_contract(self):
        url = f"/web/content/sale.contract/{self.contract.id}/signed_copy"
        self.assertEqual(self._open("buyer", url).content, b"%PDF-1.4 scanned")
        for login in ("stranger", None):
            response = self._open(login, f"{url}?access_token={self._get_token()}")
            self.assertEqual(response.status_code, 404, login)

    def test_the_card_counts_and_is_gone_when_contracts_are_off(self):
        self.assertIn("/my/contracts", self._open("buyer", "/my").text)
        self.assertEqual(self._count("buyer"), {"contract_count": 1})
        self._switch_off("contract")
        self.assertNotIn("/my/contracts", self._open("buyer", "/my").text)
        self.assertEqual(self._count("buyer"), {"contract_count": 0})
        self.assertTurnedAway("buyer", "/my/contracts")
        self.assertTurnedAway("buyer", self.contract.get_portal_url())

    def test_who_reads_no_contract_counts_none(self):
        new_test_user(self.env, "nobody", "base.group_user")
        self.assertEqual(self._count("nobody"), {"contract_count": 0})
        self.assertTurnedAway("nobody", "/my/contracts")

    def _get_token(self):
        return self.contract.sudo()._portal_ensure_token()

    def _open(self, login, url):
        self.authenticate(login, login)
        return self.url_open(url)

    def _count(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            "/my/counters", {"counters": ["contract_count"]}
        )

    def assertTurnedAway(self, login, url):
        """Whoever may not see a page finds itself at home, or at the login."""
        self.authenticate(login, login)
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, 303, url)
        self.assertRegex(response.headers["Location"], "/my$")
