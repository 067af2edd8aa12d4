"""Contracts that were signed before come in by a workbook."""

from collections import defaultdict
from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common import BackOffice

OPTIONS = {"has_headers": True, "quoting": '"', "date_format": "%Y-%m-%d"}


class TestContractImport(BackOffice, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_office()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.order_clerk.lang = "zh_CN"

    def test_the_workbook_is_understood_as_it_is_offered(self):
        sheet = self._download()
        row = {
            "name": "XH-2019-044",
            "customer_reference": "KM-7",
            "partner_id": self.customer.name,
            "date_signed": date(2026, 1, 5),
            "date_end": date(2026, 12, 31),
            "archive_place": "Cabinet 3",
            "line_ids/product_id": self.vehicle.name,
            "line_ids/quantity": 3,
            "line_ids/price_unit": 80000,
            "line_ids/date_due": date(2026, 6, 30),
        }
        second = {
            "line_ids/product_id": self.vehicle.name,
            "line_ids/quantity": 2,
            "line_ids/price_unit": 0,
        }
        messages, contracts = self._import(sheet, row, second)
        self.assertFalse(messages)
        self.assertRecordValues(
            contracts,
            [
                {
                    "name": "XH-2019-044",
                    "customer_reference": "KM-7",
                    "partner_id": self.customer.id,
                    "date_signed": date(2026, 1, 5),
                    "date_end": date(2026, 12, 31),
                    "state": "draft",
                    "amount_total": 240000.0,
                }
            ],
        )
        self.assertEqual(contracts.line_ids.mapped("quantity"), [3, 2])
        self.assertEqual(contracts.line_ids[0].date_due, date(2026, 6, 30))

    @mute_logger("odoo.sql_db")
    def test_each_row_says_what_is_wrong_with_it(self):
        good = {
            "partner_id": self.customer.name,
            "line_ids/product_id": self.vehicle.name,
            "line_ids/quantity": 1,
            "line_ids/price_unit": 100,
        }
        messages, contracts = self._import(
            self._download(),
            good,
            {**good, "partner_id": "Nobody"},
            {**good, "line_ids/product_id": "No such car"},
            {**good, "line_ids/quantity": 0},
            {**good, "date_start": date(2026, 2, 1), "date_end": date(2026, 1, 1)},
        )
        self.assertFalse(contracts)
        wrong = defaultdict(str)
        for message in messages:
            wrong[message["rows"]["from"]] += message["message"]
        self.assertEqual(sorted(wrong), [1, 2, 3, 4])
        self.assertIn("Nobody", wrong[1])
        self.assertIn("No such car", wrong[2])
        self.assertRegex(wrong[3], "E3 city car.*请填写数量")
        self.assertIn("不能早于", wrong[4])

    def test_facts_do_not_come_by_a_workbook(self):
        load = self._get_contracts().load
        for name, value in (("state", "signed"), ("amount_received", "500")):
            result = load(
                ["partner_id", "line_ids/product_id", name],
                [[self.customer.name, self.vehicle.name, value]],
            )
            self.assertFalse(result["ids"])
            self.assertIn("不能", result["messages"][0]["message"])

    def test_who_may_have_the_workbook(self):
        self.authenticate(self.finance_checker.login, self.finance_checker.login)
        response = self.url_open("/sales_back_office/contracts.xlsx")
        self.assertEqual(response.status_code, 403)

    # ------------------------------------------------------------

    def _download(self):
        contracts = self._get_contracts()
        (template,) = contracts.get_import_templates()
        self.authenticate(self.order_clerk.login, self.order_clerk.login)
        response = self.url_open(template["template"])
        return load_workbook(BytesIO(response.content)).active

    def _import(self, sheet, *rows):
        """Fill the sheet and import it as the screen does: with the columns that it
        suggests for the headers."""
        contracts = self._get_contracts()
        labels = [cell.value for cell in sheet[1]]
        paths = self._get_paths()
        workbook = Workbook()
        workbook.active.append(labels)
        for row in rows:
            workbook.active.append([row.get(path) for path in paths])
        file = BytesIO()
        workbook.save(file)
        wizard = contracts.env["base_import.import"].create(
            {
                "res_model": contracts._name,
                "file": file.getvalue(),
                "file_name": "contracts.xlsx",
            }
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        suggested = [
            "/".join(preview["matches"].get(index, [])) for index in range(len(labels))
        ]
        self.assertEqual(suggested, paths)
        known = contracts.search([])
        result = wizard.execute_import(suggested, labels, preview["options"])
        return result["messages"], contracts.search([]) - known

    def _get_contracts(self):
        """The contracts, as the clerk sees them."""
        contracts = self.env["sale.contract"].with_user(self.order_clerk)
        return contracts.with_context(lang="zh_CN")

    def _get_paths(self):
        from odoo.addons.sales_back_office.models.contract.import_template import (
            sale_contract,
        )

        return list(sale_contract.IMPORT_COLUMNS)
