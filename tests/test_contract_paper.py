"""The fulfilment list on paper, for inside and for the customer."""

from odoo.tests import Form

from .common import BackOfficeCase


class TestContractPaper(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "office@yunnan.example"
        cls.contract = cls._create_contract(
            {"price_unit": 80000.0, "date_due": "2026-03-31"},
            customer_reference="YN-2026-07",
            note="<p>Not to be trusted</p>",
            payment_responsible_id=cls.finance_checker.id,
        )

    def test_inside_it_says_what_is_to_be_done_and_for_the_customer_it_does_not(self):
        inside = self._render("sale_contract_fulfilment")
        outside = self._render("sale_contract_for_customer")
        for text in (inside, outside):
            for word in ("YN-2026-07", "E3 city car", "800,000.00", "03/31/2026"):
                self.assertIn(word, text)
            self.assertNotIn("Not to be trusted", text)
        self.assertIn("Call 10 Units", inside)
        self.assertNotIn("Call 10 Units", outside)

    def test_it_is_sent_from_the_contract(self):
        action = self.contract.action_send()
        composer = Form(
            self.env[action["res_model"]]
            .with_user(self.order_clerk)
            .with_context(**action["context"])
        ).save()
        composer._action_send_mail()
        message = self.contract.message_ids[0]
        self.assertEqual(message.partner_ids, self.customer)
        self.assertRegex(message.attachment_ids.name, "Fulfilment list")

    def _render(self, report):
        reports = self.env["ir.actions.report"].with_user(self.order_clerk)
        html, _kind = reports._render_qweb_html(
            f"sales_back_office.{report}", self.contract.ids
        )
        return html.decode()
