from odoo import models
from odoo.tools import SQL

from ...models.team.figures.sale_daily_report import AMOUNTS, TARGETS

# What a figure and a report have in common.
KEYS = ("company_id", "user_id", "date")


class BackOfficeSheetDailySummary(models.AbstractModel):
    """Each salesperson's day in one row: targets, what documents say of it, and whether
    a report was submitted (duty 7).

    The figures are those of the documents when the workbook is made, also of whoever
    has submitted nothing; what was reported stands in the sheet of the reports.
    """

    _name = "back.office.sheet.daily.summary"
    _inherit = ["back.office.sheet"]
    _description = "Summary of the day"

    _sheet_model = "sale.daily.report"
    _sheet_domain = (("kind", "=", "day"),)
    _sheet_date = "date"
    _sheet_order = "date, user_id, id"
    _sheet_columns = (
        *("date", "user_id"),
        *("target_ordered", "amount_ordered", "target_collected", "amount_collected"),
        *("amount_dispatched", "amount_invoiced", "currency_id"),
        *("target_visits", "visits", "state", "is_late"),
    )

    def _get_query(self, period=None, domain=()):
        records = self._get_records()
        records.check_access("read")
        days = self._get_period_domain(period)
        conditions = [*self._sheet_domain, *days, *domain]
        query = records._search(conditions, order=self._sheet_order)
        targets = [*days, ("period", "=", "day")]
        sums = self._join_sums(query, "sale.progress.report", AMOUNTS, days)
        sums |= self._join_sums(query, "sale.target", TARGETS, targets)
        return query.select(
            *(
                sums.get(path) or self._path_to_sql(records, query, path)
                for path in self._sheet_columns
            )
        )

    def _join_sums(self, query, model, names, conditions):
        """Join what the user may see of a model, summed up by salesperson and day.

        :return: `{name: SQL of its sum}`
        """
        records = self.env[model]
        records.check_access("read")
        sums = records._search(conditions)
        keys = {key: records._field_to_sql(sums.table, key, sums) for key in KEYS}
        sums.groupby = SQL(", ").join(keys.values())
        columns = keys | {
            name: SQL("SUM(%s)", records._field_to_sql(sums.table, name, sums))
            for name in names
        }
        table = sums.select(
            *(
                SQL("%s AS %s", sql, SQL.identifier(name))
                for name, sql in columns.items()
            )
        )
        alias = query.make_alias(query.table, records._table)
        same = (
            SQL("%s = %s", SQL.identifier(alias, key), SQL.identifier(query.table, key))
            for key in KEYS
        )
        query.add_join("LEFT JOIN", alias, SQL("(%s)", table), SQL(" AND ").join(same))
        return {
            name: SQL("COALESCE(%s, 0)", SQL.identifier(alias, name)) for name in names
        }
