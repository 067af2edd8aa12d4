"""How each kind of value is written into a cell, and how it looks there."""

from datetime import UTC
from zoneinfo import ZoneInfo

WIDTHS = {
    "boolean": 8,
    "currency": 9,
    "date": 12,
    "datetime": 18,
    "integer": 10,
    "money": 16,
    "number": 12,
    "percent": 10,
    "text": 22,
}
NUMBERS = ("integer", "money", "number", "percent")
NUMBER_FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "fraction": "#,##0.0###",
    "integer": "#,##0",
    "money": "#,##0.00",
    "number": "#,##0",
    "percent": "0.0%",
}

# A number does not touch the text in the next column.
OFF_THE_EDGE = {"align": "right", "indent": 1}
# A date stands like a text, below its header.
LOOKS = {"date": {"align": "left"}, "datetime": {"align": "left"}}


def as_text(value):
    """Text that xlsxwriter takes for nothing else: it would pass on what looks like its
    own marks of rich text as it stands, and spoil the file."""
    text = str(value)
    return f"{text} " if text.startswith("<r>") else text


class Cells:
    """Writers of cells for one workbook."""

    def __init__(self, add_format, timezone):
        self._zone = ZoneInfo(timezone)
        self._formats = {
            kind: add_format({"num_format": code, **LOOKS.get(kind, OFF_THE_EDGE)})
            for kind, code in NUMBER_FORMATS.items()
        }
        self._totals = {
            kind: add_format(
                {"num_format": code, "bold": True, "top": 1, **OFF_THE_EDGE}
            )
            for kind, code in NUMBER_FORMATS.items()
        }

    def get_writers(self, tab, columns):
        """What writes a value into a row, for each column of a tab.

        :return: list of functions of a row and a value
        """
        return [
            self._get_writer(tab, index, column) for index, column in enumerate(columns)
        ]

    def get_total_format(self, kind, amount):
        return self._totals[self._get_shape(kind, amount)]

    def _get_shape(self, kind, value):
        return "fraction" if kind == "number" and value % 1 else kind

    def _get_writer(self, tab, index, column):
        if column.labels is not None:
            return self._write_label(tab, index, column.labels)
        by_kind = {
            "boolean": self._write_boolean,
            "date": self._write_day,
            "datetime": self._write_moment,
            "integer": self._write_number,
            "money": self._write_number,
            "number": self._write_quantity,
            "percent": self._write_number,
        }
        return by_kind.get(column.kind, self._write_text)(tab, index, column.kind)

    # Each returns a function that has all at hand: it runs for every cell.

    def _write_text(self, tab, index, _kind):
        write = tab.write_string
        return lambda row, value: write(row, index, as_text(value))

    def _write_label(self, tab, index, labels):
        write = tab.write_string
        return lambda row, value: write(row, index, as_text(labels.get(value, value)))

    def _write_boolean(self, tab, index, _kind):
        write = tab.write_string
        return lambda row, value: write(row, index, "✓") if value else None

    def _write_number(self, tab, index, kind):
        write, shape = tab.write_number, self._formats[kind]
        return lambda row, value: write(row, index, value, shape)

    def _write_quantity(self, tab, index, _kind):
        write = tab.write_number
        whole, broken = self._formats["number"], self._formats["fraction"]
        return lambda row, value: write(
            row, index, value, broken if value % 1 else whole
        )

    def _write_day(self, tab, index, kind):
        write, shape = tab.write_datetime, self._formats[kind]
        return lambda row, value: write(row, index, value, shape)

    def _write_moment(self, tab, index, kind):
        write, shape, zone = tab.write_datetime, self._formats[kind], self._zone
        return lambda row, value: write(
            row,
            index,
            value.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None),
            shape,
        )
