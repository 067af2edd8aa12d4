"""Writes sheets into an XLSX file, row by row, so that memory stays flat."""

import re
from itertools import chain, islice
from math import ceil

import xlsxwriter

from .cells import NUMBERS, OFF_THE_EDGE, WIDTHS, Cells, as_text
from .sums import Sums

# The last row that a spreadsheet can hold is for totals of a sheet that goes on.
LAST_ROW = 1_048_575
HEADER_ROW = 4
# What fits on a page of A4, lying, and can still be read: in characters.
PAGE_WIDTH = 240
# Columns that tell what a row is of: pages beside the first repeat them.
NAMES = 2
# More names than these no eye takes in from a chart.
MOST_IN_CHART = 60
HEAD = {
    "bold": True,
    "bg_color": "#E7E6F2",
    "bottom": 1,
    "text_wrap": True,
    "valign": "vcenter",
}
CHART_SIZE = {"width": 960, "height": 360}
# Below more rows than these a chart would be cut by the end of the page, so it stands
# beside a table that leaves room for it.
MOST_ABOVE_CHART = 18
MOST_BESIDE_CHART = 8


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
        self._last_row = last_row
        self._names = set()
        add = self._file.add_format
        self._cells = Cells(add, timezone)
        self._title = add({"bold": True, "font_size": 14})
        self._head = add(HEAD)
        self._head_of_numbers = add({**HEAD, **OFF_THE_EDGE})
        self._bold = add({"bold": True, "top": 1})

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._file.close()

    def add(self, title, facts, columns, rows, labels, chart=None):
        """Write a sheet, which goes on in a further tab when one is full.

        :param str title: name of the sheet
        :param list facts: lines above the table: period, company, when it was made
        :param list columns: of `Column`
        :param rows: iterable of tuples, one value for each column
        :param dict labels: words for `total`, and for a sheet that is `empty`
        :param chart: a `Chart`, or None
        :return: number of rows
        """
        sums, rows = Sums(columns), iter(rows)
        few = list(islice(rows, MOST_IN_CHART + 1))
        tab, writers = self._open(title, facts, columns)
        row, count = HEADER_ROW, 0
        for values in chain(few, rows):
            if row >= self._last_row:
                self._finish(tab, row, columns, sums)
                tab, writers = self._open(title, facts, columns)
                row = HEADER_ROW
            row += 1
            count += 1
            for write, value in zip(writers, values, strict=True):
                if value is not None:
                    write(row, value)
            sums.add(values)
        self._finish(tab, row, columns, sums)
        if count:
            end = self._write_totals(tab, row + 1, columns, sums, labels["total"])
            if chart and self._is_clear(few, row, sums):
                self._draw(tab, few, end, title, columns, chart)
        else:
            # Below the table, where no filter and no count takes it for a row.
            tab.write_string(HEADER_ROW + 2, 0, as_text(labels["empty"]))
        return count

    # ------------------------------------------------------------

    def _open(self, title, facts, columns):
        tab = self._file.add_worksheet(self._get_name(title))
        tab.set_landscape()
        tab.set_paper(9)
        tab.repeat_rows(HEADER_ROW)
        tab.freeze_panes(HEADER_ROW + 1, 1)
        tab.set_footer("&L&A&R&P / &N")
        self._set_widths(tab, columns)
        tab.write_string(0, 0, as_text(title), self._title)
        for index, fact in enumerate(facts[: HEADER_ROW - 1], 1):
            tab.write_string(index, 0, as_text(fact))
        for index, column in enumerate(columns):
            head = self._head_of_numbers if column.kind in NUMBERS else self._head
            tab.write_string(HEADER_ROW, index, as_text(column.label), head)
        return tab, self._cells.get_writers(tab, columns)

    def _set_widths(self, tab, columns):
        for index, column in enumerate(columns):
            tab.set_column(index, index, self._get_width(column))
        pages = self._count_pages(columns)
        tab.fit_to_pages(pages, 0)
        if pages > 1:
            tab.repeat_columns(0, NAMES - 1)

    def _count_pages(self, columns):
        """How many pages stand side by side when it is printed."""
        return ceil(sum(map(self._get_width, columns)) / PAGE_WIDTH)

    def _get_width(self, column):
        return min(max(WIDTHS[column.kind], 2 * len(column.label) + 1), 40)

    def _finish(self, tab, row, columns, sums):
        tab.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), len(columns) - 1)
        sums.close(tab.name, HEADER_ROW + 1, row)

    def _get_name(self, title):
        """A name for a tab: 31 characters, none of those that a spreadsheet refuses,
        and not one that is used."""
        base = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).strip() or "-"
        name, number = base[:31], 1
        while name.lower() in self._names:
            number += 1
            suffix = f" ({number})"
            name = base[: 31 - len(suffix)] + suffix
        self._names.add(name.lower())
        return name

    def _write_totals(self, tab, row, columns, sums, label):
        """Write a line for each currency.

        :return: the row below them
        """
        if not sums.columns:
            return row
        for currency, amounts in sums.get_totals():
            tab.write_string(row, 0, as_text(f"{label} {currency}").strip(), self._bold)
            for column, amount in amounts.items():
                shape = self._cells.get_total_format(columns[column].kind, amount)
                formula = sums.get_formula(column, currency)
                tab.write_formula(row, column, formula, shape, amount)
            row += 1
        return row

    # ------------------------------------------------------------
    # CHART
    # ------------------------------------------------------------

    def _is_clear(self, rows, last, sums):
        """Whether a chart says something: few names on one tab, and one currency."""
        is_one_tab = last - HEADER_ROW == len(rows)
        is_one_currency = len(sums.get_totals()) == 1
        return is_one_tab and is_one_currency and len(rows) <= MOST_IN_CHART

    def _draw(self, tab, rows, end, title, columns, chart):
        """Put a chart below the table, or beside it; it shows what the cells say."""
        drawing = self._file.add_chart({"type": chart.kind})
        first, last = HEADER_ROW + 1, HEADER_ROW + len(rows)
        labels = columns[chart.names].labels or {}
        names = [str(labels.get(row[chart.names], row[chart.names])) for row in rows]
        for index in chart.values:
            drawing.add_series(
                {
                    "name": [tab.name, HEADER_ROW, index],
                    "name_data": [columns[index].label],
                    "categories": [tab.name, first, chart.names, last, chart.names],
                    "categories_data": names,
                    "values": [tab.name, first, index, last, index],
                    "values_data": [row[index] or 0 for row in rows],
                }
            )
        is_share = columns[chart.values[0]].kind == "percent"
        lines = {"visible": True, "line": {"color": "#DDDDDD"}}
        drawing.set_y_axis(
            {"num_format": "0%" if is_share else "#,##0", "major_gridlines": lines}
        )
        drawing.set_title({"name": title, "name_font": {"size": 12}})
        drawing.set_legend({"position": "bottom"})
        drawing.set_size(CHART_SIZE)
        tab.insert_chart(*self._get_place(columns, len(rows), end), drawing)

    def _get_place(self, columns, count, end):
        """Where a chart is seen as a whole: row and column."""
        if self._count_pages(columns) > 1:
            return end + 1, NAMES  # not below what each page repeats
        if count > MOST_ABOVE_CHART and len(columns) <= MOST_BESIDE_CHART:
            return HEADER_ROW, len(columns) + 1
        return end + 1, 0
