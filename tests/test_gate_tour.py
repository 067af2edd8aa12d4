"""The gate in the browser and on paper: three people, one order of 84,000."""

import re
import subprocess
import unicodedata

from odoo.tests import HttpCase

from .common import BackOfficeCase

ACTIONS = "/odoo/action-sales_back_office."


class TestGateTour(BackOfficeCase, HttpCase):
    def test_three_people_bring_an_order_through_the_gate(self):
        order = self._create_order(confirm=False)
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-01-05",
                "partner_name": "Yang Guang",
                "payment_ref": "goods",
                "amount": 84000.0,
            }
        )

        self._tour("order_clerk", f"sale_order_action_gate/{order.id}", "order_clerk")
        check = self.env["sale.payment.check"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertRecordValues(
            check,
            [
                {
                    "state": "requested",
                    "amount": 84000.0,
                    "payer_name": "Yang Guang",
                    "bank_reference": "8801-2201",
                    "slip_name": "slip.png",
                    "requested_by_id": self.order_clerk.id,
                }
            ],
        )
        self.assertIn(self.finance_checker, check.activity_ids.user_id)
        delivery = order.picking_ids
        page = f"stock_picking_action_dispatch/{delivery.id}"

        self._tour("refused_unpaid", page, "dispatch_clerk")
        self.assertEqual(delivery.state, "assigned")

        self._tour(
            "finance_verifies", "sale_payment_check_action_queue", "finance_checker"
        )
        self.assertRecordValues(
            check.payment_id,
            [{"amount": 84000.0, "state": "in_process", "journal_id": self.bank.id}],
        )
        self.assertFalse(check.activity_ids)
        self.assertEqual(order.dispatch_state, "paid")

        self._tour("refused_unsigned", page, "dispatch_clerk")
        self.assertEqual(delivery.state, "assigned")

        self._tour(
            "finance_signs", "sale_dispatch_release_action_queue", "finance_checker"
        )
        self.assertEqual(order.dispatch_release_ids.decided_by_id, self.finance_checker)

        self._tour("dispatch", page, "dispatch_clerk")
        self.assertEqual(delivery.state, "done")

    def test_dispatch_order_prints_what_the_warehouse_needs(self):
        self.env.ref("base.lang_zh_CN").active = True
        self.dispatch_clerk.lang = "zh_CN"
        order = self._create_order(quantity=2)
        self._pay(order)
        release = self._release(order)

        text = self._print(release, self.dispatch_clerk)

        for expected in (
            "发货清单",
            "Xinghe Electric Vehicles",
            release.name,
            order.name,
            "E3 city car",
            "168,000.00",
            "Yunnan Green Travel Co., Ltd",
            "0871-6533 1200",
            "88 Dianchi Road",
            release.sudo().payment_ids.name,
            self.finance_checker.name,
            self.order_clerk.name,
        ):
            self.assertIn(expected, text)

    def _tour(self, name, page, login):
        self.start_tour(
            f"{ACTIONS}{page}", f"sales_back_office_gate_{name}", login=login
        )
        self.env.invalidate_all()

    def _print(self, release, user):
        """Text of the PDF that the user gets over HTTP."""
        for bundle in ("web.report_assets_common", "web.report_assets_pdf"):
            # The report is served by a read-only cursor, which could not make them.
            self.env["ir.qweb"]._get_asset_bundle(bundle, autoprefix=True).css()
        self.authenticate(user.login, user.login)
        response = self.url_open(
            "/report/pdf/sales_back_office.sale_dispatch_release_report/"
            f"{release.id}?context=%7B%22force_report_rendering%22%3A+true%7D",
            timeout=60,
        )
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        output = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=response.content,
            capture_output=True,
            check=True,
        ).stdout.decode()
        return re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", output))
