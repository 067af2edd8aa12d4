from odoo import models
from odoo.tools import SQL

from ...models.team.figures.sale_daily_report import AMOUNTS, TARGETS

# What a report, a figure and a target have in common.
KEYS = ("company_id", "user_id", "date")
REPORTED = ("visits", "state", "is_late")
MISSING = "back.office.sheet.daily.missing"


class BackOfficeSheetDailySummary(models.AbstractModel):
    """Each salesperson's day in one row: targets, what documents say of it, and whether
    a report was submitted (duty 7).

    The figures are those of the documents when the workbook is made, also of whoever
    has submitted nothing or need not submit anything: so they add up to the other
    sheets. What was reported stands in the sheet of the reports. Each day stands in the
    summary of its own day only, and visits count once they are submitted.
    """

    _name = "back.office.sheet.daily.summary"
    _inherit = ["back.office.sheet"]
    _description = "Summary of the day"

    _sheet_model = "sale.daily.report"
    _sheet_switch = "sales_back_office.group_use_team"
    _sheet_domain = (("kind", "=", "day"),)
    _sheet_date = "date"
    _sheet_columns = (
        *("date", "user_id"),
        *("target_ordered", "amount_ordered", "target_collected", "amount_collected"),
        *("amount_dispatched", "amount_invoiced", "currency_id"),
        *("target_visits", "visits", "state", "is_late"),
    )
    _sheet_totals = ("target_visits", "visits")

    def _get_column(self, path):
        """Override: whoever need not report has a status, too."""
        column = super()._get_column(path)
        if path != "state":
            return column
        labels = {**column.labels, "none": self.env._("No report needed")}
        return column._replace(labels=labels)

    def _get_query(self, period=None, domain=()):
        days = self._get_period_domain(period)
        own = [*self._sheet_domain, *days, *domain]
        targets = [*days, ("period", "=", "day")]
        return SQL(
            """
            WITH report AS (%(reports)s), figure AS (%(figures)s),
                 target AS (%(targets)s),
                 day AS (
                     SELECT %(keys)s FROM report
                      UNION
                     SELECT %(keys)s FROM figure WHERE %(is_whole)s
                 )
            SELECT %(columns)s
              FROM day
              JOIN res_company company ON company.id = day.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
         LEFT JOIN res_users person ON person.id = day.user_id
         LEFT JOIN res_partner partner ON partner.id = person.partner_id
         LEFT JOIN report ON %(is_report)s
         LEFT JOIN figure ON %(is_figure)s
         LEFT JOIN target ON %(is_target)s
          ORDER BY day.date, partner.name, day.user_id
            """,
            keys=SQL(", ").join(map(SQL.identifier, KEYS)),
            reports=self._select("sale.daily.report", REPORTED, own),
            figures=self._sum("sale.progress.report", AMOUNTS, days),
            targets=self._sum("sale.target", TARGETS, targets),
            is_whole=not domain,  # what narrows reports leaves out who has none
            columns=SQL(", ").join(
                self._get_sql(column, period) for column in self._sheet_columns
            ),
            is_report=self._is_of_day("report"),
            is_figure=self._is_of_day("figure"),
            is_target=self._is_of_day("target"),
        )

    def _get_sql(self, column, period):
        """Where a column comes from."""
        if column in ("visits", "state"):
            return SQL(
                "CASE WHEN report.state = 'submitted' THEN %s ELSE %s END",
                SQL.identifier("report", column),
                self._get_open_state(period) if column == "state" else None,
            )
        if column in AMOUNTS:
            return SQL("COALESCE(%s, 0)", SQL.identifier("figure", column))
        if column in TARGETS:
            return SQL("COALESCE(%s, 0)", SQL.identifier("target", column))
        if column in REPORTED:
            return SQL.identifier("report", column)
        return {
            "date": SQL("day.date"),
            "user_id": SQL("partner.name"),
            "currency_id": SQL("currency.name"),
        }[column]

    def _select(self, model, names, domain):
        """What the user may see of a model."""
        records = self.env[model]
        records.check_access("read")
        query = records._search(domain)
        columns = [
            SQL(
                "%s AS %s",
                records._field_to_sql(query.table, name, query),
                SQL.identifier(name),
            )
            for name in (*KEYS, *names)
        ]
        return query.select(*columns)

    def _sum(self, model, names, domain):
        """The same, summed up by salesperson and day."""
        keys = SQL(", ").join(map(SQL.identifier, KEYS))
        sums = SQL(", ").join(
            SQL("SUM(%(name)s) AS %(name)s", name=SQL.identifier(name))
            for name in names
        )
        rows = self._select(model, names, domain)
        return SQL("SELECT %s, %s FROM (%s) row GROUP BY %s", keys, sums, rows, keys)

    def _get_open_state(self, period):
        """What is to be said of whoever has submitted nothing: the sheet of the missing
        knows who is asked for a report, and on which days."""
        asked = SQL(" OR ").join(
            self._is_asked(self.env[MISSING].with_company(company), period)
            for company in self.env.companies
        )
        return SQL("CASE WHEN %s THEN 'draft' ELSE 'none' END", asked)

    def _is_asked(self, missing, period):
        return SQL(
            "(day.company_id = %s AND day.user_id = ANY(%s) AND day.date = ANY(%s))",
            missing.env.company.id,
            missing._get_people().ids,
            missing._get_days(period),
        )

    def _is_of_day(self, table):
        """Only a salesperson may be missing; to compare all keys like that takes
        PostgreSQL through each row with each."""
        return SQL(" AND ").join(
            SQL(
                "%s %s %s",
                SQL.identifier(table, key),
                SQL("IS NOT DISTINCT FROM" if key == "user_id" else "="),
                SQL.identifier("day", key),
            )
            for key in KEYS
        )
