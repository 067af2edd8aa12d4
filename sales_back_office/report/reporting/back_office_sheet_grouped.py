from odoo import models
from odoo.tools import SQL

from ...models.reporting.back_office_sheet import Column

# Up to how many days a period is told by days, and by months; a longer one by years.
SHAPES = ((7, SQL("'YYYY-MM-DD'")), (366, SQL("'YYYY-MM'")))
YEARS = SQL("'YYYY'")


class BalanceColumn(Column):
    """Money that is there at a time: to add up that of several times means nothing."""

    is_added_up = False


class BackOfficeSheetGrouped(models.AbstractModel):
    """Records added up: a row for each part of the period and what they are grouped by.

    A day or a week is told by days, a month or a year by months: so the same sheet is
    the daily, the monthly and the yearly report.
    """

    _name = "back.office.sheet.grouped"
    _inherit = ["back.office.sheet"]
    _description = "Sums of a report"

    _sheet_date = "date"
    # By which field records are grouped, if by more than time, and which are added up.
    _sheet_group = None
    _sheet_sums = ()
    _sheet_balances = ()

    def _get_columns(self):
        """The part of the period, the group, the sums and their currency."""
        return [
            Column(self.env._("Period"), "text"),
            *([self._get_column(self._sheet_group)] if self._sheet_group else []),
            *map(self._get_sum_column, self._sheet_sums),
            self._get_column("currency_id"),
        ]

    def _get_query(self, period=None, domain=()):
        """Override to add up the records that the user may see."""
        records, query = self._search_records(period, domain)
        day = records._field_to_sql(query.table, self._sheet_date, query)
        parts = [SQL("TO_CHAR(%s, %s)", day, self._get_shape(period))]
        groups = []
        if self._sheet_group:
            parts.append(self._path_to_sql(records, query, self._sheet_group))
            # Two of the same name are two.
            groups = [records._field_to_sql(query.table, self._sheet_group, query)]
        currency = self._path_to_sql(records, query, "currency_id")
        sums = (
            SQL("SUM(%s)", records._field_to_sql(query.table, path, query))
            for path in self._sheet_sums
        )
        query.groupby = query.order = SQL(", ").join([*parts, *groups, currency])
        return query.select(*parts, *sums, currency)

    def _get_sum_column(self, path):
        column = self._get_column(path)
        return BalanceColumn(*column) if path in self._sheet_balances else column

    def _get_shape(self, period):
        days = (period[1] - period[0]).days + 1 if period else None
        return next((shape for most, shape in SHAPES if days and days <= most), YEARS)
