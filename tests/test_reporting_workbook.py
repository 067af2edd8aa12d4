"""What stands in a workbook: real dates and numbers, totals, and text that is text."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from odoo.tests import BaseCase

from odoo.addons.sales_back_office.models.reporting.back_office_sheet import (
    Chart,
    Column,
)
from odoo.addons.sales_back_office.tools.reporting.workbook import Workbook

COLUMNS = [
    Column("Order", "text"),
    Column("Day", "date"),
    Column("At", "datetime"),
    Column("Amount", "money"),
    Column("Currency", "currency"),
    Column("Status", "text", {"paid": "Paid"}),
    Column("Urgent", "boolean"),
]
CHART = Chart("column", 0, (3,))


class TestReportingWorkbook(BaseCase):
    def test_values_keep_their_type(self):
        sheet = self._write([self._row("S1", 84000.5)])[0]
        order, day, moment, amount, currency, status, urgent = sheet[6]
        self.assertEqual(order.value, "S1")
        self.assertEqual(day.value, datetime(2026, 11, 27))
        self.assertTrue(day.is_date)
        self.assertEqual(moment.value, datetime(2026, 11, 27, 16, 30))  # in Shanghai
        self.assertEqual(amount.value, 84000.5)
        self.assertEqual(amount.number_format, "#,##0.00")
        self.assertEqual((currency.value, status.value), ("CNY", "Paid"))
        self.assertEqual(urgent.value, "✓")

    def test_text_is_never_a_formula(self):
        names = ["=1+1", "+86 871", "-5", "@SUM(A1)", '=HYPERLINK("http://x")']
        sheet = self._write([self._row(name, 1) for name in names])[0]
        for name, row in zip(names, sheet.iter_rows(min_row=6), strict=False):
            self.assertEqual((row[0].value, row[0].data_type), (name, "s"))

    def test_nor_are_titles_facts_labels_and_currencies(self):
        texts = ["=1+1", "+1", "-1", "@SUM(A1)", "<r><t>x</t></r>", 'a"b', "\x01"]
        for text in texts:
            columns = [
                Column(text, "text", {"state": text}),
                Column(text, "money"),
                Column(text, "currency"),
            ]
            file = BytesIO()
            with Workbook(file, "UTC") as workbook:
                row = ("state", 1.5, text.strip("\x01"))
                labels = {"total": text, "empty": text}
                workbook.add(text, [text, text], columns, [row], labels)
                workbook.add(text, [text, text], columns, [], labels)
            sheet, empty = load_workbook(file)
            with self.subTest(text):
                self.assertEqual(empty["A7"].data_type, "s")
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.coordinate not in ("B6", "B7"):  # money
                            self.assertNotIn(cell.data_type, "fe")
                        if cell.coordinate in ("A1", "A2", "A5", "B5", "A6"):
                            self.assertEqual(unescape(cell.value).strip(), text)

    def test_quantities_are_written_as_people_write_them(self):
        columns = [Column("Product", "text"), Column("Pieces", "number", None, True)]
        rows = [("Car", 10.0), ("Cable", 2.5), ("Nothing", 0.0)]
        sheet = self._write(rows, columns)[0]
        self.assertEqual(
            [sheet[f"B{row}"].number_format for row in range(6, 10)],
            ["#,##0", "#,##0.0###", "#,##0", "#,##0.0###"],
        )
        self.assertEqual(sheet["B9"].value, "=SUM('Orders'!B6:B8)")
        self.assertEqual(self._write(rows, columns, values=True)[0]["B9"].value, 12.5)

    def test_what_nobody_asked_for_is_not_added_up(self):
        columns = [Column("Product", "text"), Column("Share", "percent")]
        sheet = self._write([("Car", 0.25)], columns)[0]
        self.assertEqual((sheet.max_row, sheet["B6"].number_format), (6, "0.0%"))

    def test_a_chart_stands_below_the_table(self):
        rows = [self._row("S1", 100), self._row("S2", 30)]
        sheet = self._write(rows, chart=CHART)[0]
        [chart] = sheet._charts
        self.assertEqual(chart.series[0].val.numRef.f, "Orders!$D$6:$D$7")
        self.assertEqual(chart.series[0].cat.strRef.f, "Orders!$A$6:$A$7")
        self.assertEqual(chart.anchor._from.row, 9)  # a row is between
        for others, reason in (
            ([*rows, self._row("S3", 1, "USD")], "two currencies"),
            (rows * 31, "more than an eye takes in"),
            ([], "nothing"),
        ):
            with self.subTest(reason):
                self.assertFalse(self._write(others, chart=CHART)[0]._charts)

    def test_a_chart_stands_beside_a_long_table(self):
        rows = [self._row(f"S{index}", 1) for index in range(19)]
        [chart] = self._write(rows, chart=CHART)[0]._charts
        self.assertEqual(
            (chart.anchor._from.row, chart.anchor._from.col), (4, len(COLUMNS) + 1)
        )
        self.assertEqual(chart.series[0].val.numRef.f, "Orders!$D$6:$D$24")

    def test_money_is_added_up_by_currency(self):
        rows = [
            self._row("S1", 100),
            self._row("S2", 30, "USD"),
            self._row("S3", 0.5),
            self._row("S4", None),
        ]
        sheet, values = self._write(rows)[0], self._write(rows, values=True)[0]
        self.assertEqual(sheet["A10"].value, "Total CNY")
        self.assertEqual(
            sheet["D10"].value, "=SUMIF('Orders'!E6:E9,\"CNY\",'Orders'!D6:D9)"
        )
        self.assertEqual((values["D10"].value, values["D11"].value), (100.5, 30))
        self.assertEqual(sheet["A11"].value, "Total USD")

    def test_a_sheet_that_is_full_goes_on_in_another_tab(self):
        count = 17
        sheets = self._write(
            [self._row(f"S{index}", 1) for index in range(count)], last_row=10
        )
        self.assertEqual(
            [sheet.title for sheet in sheets], ["Orders", "Orders (2)", "Orders (3)"]
        )
        names = [
            row[0].value
            for sheet in sheets
            for row in sheet.iter_rows(min_row=6)
            if (row[0].value or "").startswith("S")
        ]
        self.assertEqual(names, [f"S{index}" for index in range(count)])
        total = sheets[-1].cell(sheets[-1].max_row, 4).value
        self.assertEqual(total.count("SUMIF"), 3)

    def test_it_is_ready_to_read_and_to_print(self):
        sheet = self._write([self._row("S1", 1)])[0]
        self.assertEqual(sheet["A1"].value, "Orders")
        self.assertEqual(sheet["A2"].value, "Xinghe · today")
        self.assertEqual(sheet.freeze_panes, "B6")
        self.assertEqual(sheet.auto_filter.ref, "A5:G6")
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(int(sheet.page_setup.paperSize), 9)
        self.assertGreater(sheet.column_dimensions["D"].width, 12)
        self.assertIn(sheet.page_setup.fitToWidth, (None, 1))

    def test_a_wide_sheet_is_printed_on_pages_that_can_be_read(self):
        columns = [Column("Name", "text"), *(Column("Amount", "money"),) * 20]
        sheet = self._write([("Zhang", *(1.0,) * 20)], columns)[0]
        self.assertEqual(
            (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight), (2, 0)
        )
        self.assertEqual(sheet.print_title_cols, "$A:$B")
        # A chart is not where each page repeats the names.
        for count, place in ((20, 2), (2, 0)):
            columns = [Column("Name", "text"), *(Column("Amount", "money"),) * count]
            row = ("Zhang", *(1.0,) * count)
            [chart] = self._write([row], columns, chart=Chart("column", 0, (1,)))[
                0
            ]._charts
            self.assertEqual(chart.anchor._from.col, place)

    def test_a_number_does_not_touch_the_text_beside_it(self):
        sheet = self._write([self._row("S1", 1)])[0]
        for row in (5, 6, 7):  # header, value, total
            amount = sheet[f"D{row}"].alignment
            self.assertEqual((amount.horizontal, amount.indent), ("right", 1))
        self.assertEqual(sheet["B6"].alignment.horizontal, "left")  # a date

    def test_nothing_is_a_sheet_too(self):
        sheets = self._write([])
        self.assertEqual(sheets[0]["A5"].value, "Order")
        # below what is filtered and counted
        self.assertEqual(sheets[0].auto_filter.ref, "A5:G6")
        self.assertEqual(
            [sheets[0][f"A{row}"].value for row in (6, 7)], [None, "Nothing"]
        )

    def test_names_of_tabs_are_what_spreadsheets_take(self):
        file = BytesIO()
        with Workbook(file, "UTC") as workbook:
            for title in ("A/B: [all]?", "A/B: [all]?", "x" * 40):
                workbook.add(title, [], COLUMNS[:1], [("1",)], {"total": "Total"})
        names = load_workbook(file).sheetnames
        self.assertEqual(names, ["A B   all", "A B   all (2)", "x" * 31])

    # ------------------------------------------------------------

    def _row(self, name, amount, currency="CNY"):
        moment = datetime(2026, 11, 27, 8, 30)
        return (name, date(2026, 11, 27), moment, amount, currency, "paid", True)

    def _write(self, rows, columns=COLUMNS, values=False, chart=None, **options):
        file = BytesIO()
        facts = ["Xinghe · today"]
        labels = {"total": "Total", "empty": "Nothing"}
        with Workbook(file, "Asia/Shanghai", **options) as workbook:
            count = workbook.add("Orders", facts, columns, rows, labels, chart)
        self.assertEqual(count, len(rows))
        return load_workbook(file, data_only=values).worksheets
