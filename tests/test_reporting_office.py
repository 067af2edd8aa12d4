"""A workbook in an office program: it opens, adds up by itself, and prints."""

import subprocess
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.tests import BaseCase

from odoo.addons.sales_back_office.models.reporting.back_office_sheet import (
    Chart,
    Column,
)
from odoo.addons.sales_back_office.tools.reporting.sums import Sums
from odoo.addons.sales_back_office.tools.reporting.workbook import Workbook

COLUMNS = [
    Column("业务员", "text"),
    Column("日期", "date"),
    Column("时间", "datetime"),
    Column("数量", "number", None, True),
    Column("金额", "money"),
    Column("币种", "currency"),
]
# LibreOffice believes what other programs have added up, unless told.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>
"""


class TestReportingOffice(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        profile = cls.folder / "profile/user/registrymodifications.xcu"
        profile.parent.mkdir(parents=True)
        profile.write_text(RECALCULATE)

    def test_it_adds_up_by_itself(self):
        rows = [
            self._row("李", 2, 84000.0),
            self._row("王", 1.5, 0.1),
            self._row("=1+1", 1, 0.2),
            self._row("<r><t>x</t></r>", 1, 30, "USD"),
            self._row("无", 4, 7, None),
        ]
        get_totals = Sums.get_totals

        def nothing(sums):  # so that what comes back was not written by us
            return [
                (name, dict.fromkeys(amounts, 0)) for name, amounts in get_totals(sums)
            ]

        with patch.object(Sums, "get_totals", nothing):
            self._write(rows, last_row=7)
        sheets = load_workbook(self._convert("xlsx"), data_only=True).worksheets
        self.assertEqual([sheet.title for sheet in sheets], ["订单", "订单 (2)"])
        first, last = sheets
        names = [first[f"A{row}"].value for row in (6, 7, 8)]
        self.assertEqual(names, ["李", "王", "=1+1"])
        self.assertEqual(first["B6"].value, datetime(2026, 11, 27))
        self.assertEqual(first["C6"].value, datetime(2026, 11, 27, 16, 30))
        totals = {
            last[f"A{row}"].value: (last[f"D{row}"].value, last[f"E{row}"].value)
            for row in (8, 9, 10)
        }
        self.assertEqual(
            totals, {"合计": (4, 7), "合计 CNY": (4.5, 84000.3), "合计 USD": (1, 30)}
        )

    def test_it_prints_with_its_chart(self):
        self._write([self._row("李", 2, 84000.0), self._row("王", 1.5, 0.1)])
        text = self._run("pdftotext", "-layout", self._convert("pdf"), "-")
        for word in ("订单", "星河 · 2026", "84,000.00", "84,000.10", "2026-11-27"):
            self.assertIn(word, text)
        # in the table, and below the axis of the chart
        self.assertEqual(text.count("王"), 2)

    def test_a_trend_prints_with_every_month(self):
        months = [f"2026-{month:02}" for month in range(1, 13)]
        columns = [COLUMNS[0], COLUMNS[4], *COLUMNS[4:]]
        rows = [(month, 100.0 + i, 50.0 * i, "CNY") for i, month in enumerate(months)]
        self._write(rows, columns, Chart("line", 0, (1, 2)))
        text = self._run("pdftotext", "-layout", self._convert("pdf"), "-")
        for month in months:
            self.assertEqual(text.count(month), 2, month)  # in the table, on the axis
        sheet = load_workbook(self._convert("xlsx"), data_only=True).active
        self.assertEqual((sheet["B18"].value, sheet["C18"].value), (1266, 3300))

    # ------------------------------------------------------------

    def _row(self, name, quantity, amount, currency="CNY"):
        moment = datetime(2026, 11, 27, 8, 30)
        return (name, date(2026, 11, 27), moment, quantity, amount, currency)

    def _write(self, rows, columns=COLUMNS, chart=None, **options):
        facts, labels = ["星河 · 2026"], {"total": "合计"}
        chart = chart or Chart("column", 0, (4,))
        path = str(self.folder / "report.xlsx")
        with Workbook(path, "Asia/Shanghai", **options) as workbook:
            workbook.add("订单", facts, columns, rows, labels, chart)

    def _convert(self, kind):
        self._run(
            "soffice",
            f"-env:UserInstallation=file://{self.folder}/profile",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            self.folder / kind,
            self.folder / "report.xlsx",
        )
        return self.folder / kind / f"report.{kind}"

    def _run(self, *command):
        return subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout
