"""Writes sheets into an XLSX file, row by row, so that memory stays flat."""

import re
from datetime import UTC
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

# The last row that a spreadsheet can hold is for totals of a sheet that goes on.
LAST_ROW = 1_048_575
HEADER_ROW = 4
WIDTHS = {
    "boolean": 8,
    "currency": 9,
    "date": 12,
    "datetime": 18,
    "integer": 10,
    "money": 16,
    "number": 12,
    "text": 22,
}
NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "integer": "#,##0",
    "money": "#,##0.00",
    "number": "#,##0.##",
}


class Workbook:
    """A file of sheets. Text is text: nothing that stands in a record becomes a formula
    or a link."""

    def __init__(self, file, timezone, last_row=LAST_ROW):
        self._file = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._zone = ZoneInfo(timezone)
        self._last_row = last_row
        self._names = set()
        add = self._file.add_format
        self._title = add({"bold": True, "font_size": 14})
        self._head = add(
            {
                "bold": True,
                "bg_color": "#E7E6F2",
                "bottom": 1,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self._formats = {
            kind: add({"num_format": code}) for kind, code in NUMBER_FORMATS.items()
        }
        self._bold = add({"bold": True, "top": 1})
        self._total = add({"bold": True, "top": 1, "num_format": "#,##0.00"})

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._file.close()

    def add(self, title, facts, columns, rows, labels):
        """Write a sheet, which goes on in a further tab when one is full.

        :param str title: name of the sheet
        :param list facts: lines above the table: period, company, when it was made
        :param list columns: of `Column`
        :param rows: iterable of tuples, one value for each column
        :param dict labels: words for `total` and `page`
        :return: number of rows
        """
        writers = [self._get_writer(column) for column in columns]
        sums = Sums(columns)
        tab, row, count = None, self._last_row, 0
        for values in rows:
            count += 1
            if row >= self._last_row:
                if tab:
                    self._finish(tab, row, columns)
                tab = self._open(title, facts, columns, sums)
                row = HEADER_ROW
            row += 1
            for column, value in enumerate(values):
                if value is not None:
                    writers[column](tab, row, column, value)
            sums.add(tab, row, values)
        if not tab:
            tab = self._open(title, facts, columns, sums)
            row = HEADER_ROW
        self._finish(tab, row, columns)
        if count:
            self._write_totals(tab, row + 1, sums, labels["total"])
        return count

    # ------------------------------------------------------------

    def _open(self, title, facts, columns, sums):
        tab = self._file.add_worksheet(self._get_name(title))
        sums.begin(tab.get_name())
        tab.set_landscape()
        tab.set_paper(9)
        tab.fit_to_pages(1, 0)
        tab.repeat_rows(HEADER_ROW)
        tab.freeze_panes(HEADER_ROW + 1, 1)
        tab.set_footer("&L&A&R&P / &N")
        for index, column in enumerate(columns):
            width = max(WIDTHS[column.kind], 2 * len(column.label) + 1)
            tab.set_column(index, index, min(width, 40))
        tab.write_string(0, 0, title, self._title)
        for index, fact in enumerate(facts[: HEADER_ROW - 1], 1):
            tab.write_string(index, 0, fact)
        for index, column in enumerate(columns):
            tab.write_string(HEADER_ROW, index, column.label, self._head)
        return tab

    def _finish(self, tab, row, columns):
        tab.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), len(columns) - 1)

    def _get_name(self, title):
        """A name for a tab: 31 characters, none of those that a spreadsheet refuses,
        and not one that is used."""
        base = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "-"
        name, number = base[:31], 1
        while name.lower() in self._names:
            number += 1
            suffix = f" ({number})"
            name = base[: 31 - len(suffix)] + suffix
        self._names.add(name.lower())
        return name

    def _get_writer(self, column):
        cell = self._formats.get(column.kind)
        if column.labels is not None:
            names = column.labels
            return lambda tab, row, col, value: tab.write_string(
                row, col, names.get(value, value)
            )
        if column.kind in ("integer", "money", "number"):
            return lambda tab, row, col, value: tab.write_number(row, col, value, cell)
        if column.kind == "date":
            return lambda tab, row, col, value: tab.write_datetime(
                row, col, value, cell
            )
        if column.kind == "datetime":
            zone = self._zone
            return lambda tab, row, col, value: tab.write_datetime(
                row,
                col,
                value.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None),
                cell,
            )
        if column.kind == "boolean":
            return lambda tab, row, col, value: (
                tab.write_string(row, col, "✓") if value else None
            )
        return lambda tab, row, col, value: tab.write_string(row, col, str(value))

    def _write_totals(self, tab, row, sums, label):
        for currency, amounts in sums.get_totals():
            tab.write_string(row, 0, f"{label} {currency}".strip(), self._bold)
            for column, amount in amounts.items():
                formula = sums.get_formula(column, currency)
                tab.write_formula(row, column, formula, self._total, amount)
            row += 1


class Sums:
    """Totals of the columns with money, for each currency, over all tabs of a sheet."""

    def __init__(self, columns):
        kinds = [column.kind for column in columns]
        self._money = [index for index, kind in enumerate(kinds) if kind == "money"]
        self._currency = kinds.index("currency") if "currency" in kinds else None
        self._amounts = {}
        self._ranges = {}

    def begin(self, name):
        self._ranges[name] = HEADER_ROW

    def add(self, tab, row, values):
        self._ranges[tab.name] = row
        if not self._money:
            return
        currency = "" if self._currency is None else values[self._currency] or ""
        amounts = self._amounts.setdefault(currency, dict.fromkeys(self._money, 0))
        for column in self._money:
            amounts[column] += values[column] or 0

    def get_totals(self):
        """`(currency, {column: amount})`, by the name of the currency."""
        return sorted(self._amounts.items())

    def get_formula(self, column, currency):
        """What adds up a column again, so that a filter or a change is seen."""
        letter = xl_col_to_name(column)
        parts = []
        for name, last in self._ranges.items():
            first, sheet = HEADER_ROW + 2, f"'{name}'!"
            amounts = f"{sheet}{letter}{first}:{letter}{last + 1}"
            if self._currency is None:
                parts.append(f"SUM({amounts})")
            else:
                other = xl_col_to_name(self._currency)
                names = f"{sheet}{other}{first}:{other}{last + 1}"
                parts.append(f'SUMIF({names},"{currency}",{amounts})')
        return "=" + "+".join(parts)
