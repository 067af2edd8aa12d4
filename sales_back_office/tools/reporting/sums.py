"""Totals of a sheet, as values and as the formulas that give the same."""

from xlsxwriter.utility import xl_col_to_name

# A cell that holds nothing meets this criterion, and nothing else does.
NOTHING = "="


class Sums:
    """Totals of the columns that are added up, for each currency, over all tabs."""

    def __init__(self, columns):
        kinds = [column.kind for column in columns]
        self.columns = [
            index for index, column in enumerate(columns) if column.is_added_up
        ]
        self._currency = kinds.index("currency") if "currency" in kinds else None
        self._amounts = {}
        self._ranges = []

    def add(self, values):
        """Add up a row."""
        currency = "" if self._currency is None else values[self._currency] or ""
        amounts = self._amounts.get(currency)
        if amounts is None:
            amounts = self._amounts[currency] = dict.fromkeys(self.columns, 0)
        for column in self.columns:
            value = values[column]
            if value:
                amounts[column] += value

    def close(self, tab, first, last):
        """Remember between which rows a tab holds what was added up."""
        self._ranges.append((tab, first + 1, last + 1))

    def get_totals(self):
        """`(currency, {column: amount})`, by the name of the currency."""
        return sorted(self._amounts.items())

    def get_formula(self, column, currency):
        """What adds up a column again, so that a change is seen."""
        parts = (
            self._get_part(tab, first, last, column, currency)
            for tab, first, last in self._ranges
        )
        return "=" + "+".join(parts)

    def _get_part(self, tab, first, last, column, currency):
        def cells(index):
            letter = xl_col_to_name(index)
            return f"'{tab}'!{letter}{first}:{letter}{last}"

        if self._currency is None:
            return f"SUM({cells(column)})"
        criterion = (currency or NOTHING).replace('"', '""')
        return f'SUMIF({cells(self._currency)},"{criterion}",{cells(column)})'
