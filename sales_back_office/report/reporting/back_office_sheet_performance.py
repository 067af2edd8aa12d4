from datetime import timedelta

from odoo import models
from odoo.tools import SQL, date_utils

from ...models.reporting.back_office_sheet import Chart, Column

SPANS = ("day", "month", "year")
FIGURES = ("ordered", "dispatched", "invoiced", "collected")


class BackOfficeSheetPerformance(models.AbstractModel):
    """What salespeople have reached: on a day, in its month and in its year (duty 8).

    The day is the last of the period, or today while the period is not over. A
    salesperson with a target and no order has a row, too. Whoever has no target for the
    month competes with nobody: there is no rank, and nothing left to reach.
    """

    _name = "back.office.sheet.performance"
    _inherit = ["back.office.sheet"]
    _description = "Salesperson performance"

    _sheet_model = "sale.performance.report"
    _sheet_date = "date"

    def _get_columns(self):
        return [
            Column(self.env._("Rank by orders of the month"), "integer"),
            Column(self.env._("Salesperson"), "text"),
            Column(self.env._("Day: target"), "money"),
            Column(self.env._("Day: ordered"), "money"),
            Column(self.env._("Day: dispatched"), "money"),
            Column(self.env._("Day: invoiced"), "money"),
            Column(self.env._("Day: collected"), "money"),
            Column(self.env._("Day: reached"), "percent"),
            Column(self.env._("Month: target"), "money"),
            Column(self.env._("Month: ordered"), "money"),
            Column(self.env._("Month: dispatched"), "money"),
            Column(self.env._("Month: invoiced"), "money"),
            Column(self.env._("Month: collected"), "money"),
            Column(self.env._("Month: reached"), "percent"),
            Column(self.env._("Month: to reach"), "money"),
            Column(self.env._("Month: to reach per working day left"), "money"),
            Column(self.env._("Year: target"), "money"),
            Column(self.env._("Year: ordered"), "money"),
            Column(self.env._("Year: dispatched"), "money"),
            Column(self.env._("Year: invoiced"), "money"),
            Column(self.env._("Year: collected"), "money"),
            Column(self.env._("Year: reached"), "percent"),
            Column(self.env._("Currency"), "currency"),
        ]

    def _get_chart(self):
        """Override of `back.office.sheet`: the month beside its target."""
        labels = [column.label for column in self._get_columns()]
        shown = (
            self.env._("Month: target"),
            self.env._("Month: ordered"),
            self.env._("Month: collected"),
        )
        names = labels.index(self.env._("Salesperson"))
        return Chart("column", names, tuple(map(labels.index, shown)))

    def _get_query(self, period=None, domain=()):
        """Override of `back.office.sheet`: a row for each salesperson of a company, by
        what was ordered in the month; those with a target for it come first.

        A filter is one on orders, so it leaves out whoever has none that fits.
        """
        day = self._get_last_day(period)
        starts = {span: date_utils.start_of(day, span) for span in SPANS}
        month = SQL("COALESCE(seller.ordered_month, 0)")
        return SQL(
            """
            SELECT CASE WHEN %(is_ranked)s THEN RANK() OVER (
                       PARTITION BY seller.company_id, %(is_ranked)s
                       ORDER BY %(month)s DESC
                   ) END,
                   COALESCE(person.name, %(nobody)s),
                   %(day_columns)s,
                   %(month_columns)s,
                   gap.amount,
                   gap.amount / NULLIF(calendar.days_left, 0),
                   %(year_columns)s,
                   currency.name
              FROM ((%(figures)s) figure
                    %(join)s JOIN (%(targets)s) target USING (company_id, user_id)
                   ) seller
              JOIN res_company company ON company.id = seller.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
         LEFT JOIN (VALUES %(days_left)s) calendar (company_id, days_left)
                ON calendar.company_id = seller.company_id
         LEFT JOIN res_users member ON member.id = seller.user_id
         LEFT JOIN res_partner person ON person.id = member.partner_id
        CROSS JOIN LATERAL (
                   -- none without a target: GREATEST passes over what is NULL
                   SELECT CASE WHEN %(is_ranked)s
                          THEN GREATEST(seller.target_month - %(month)s, 0)
                          END AS amount
                   ) gap
          ORDER BY company.name, company.id, %(is_ranked)s DESC,
                   seller.user_id IS NULL, %(month)s DESC, person.name, seller.user_id
            """,
            month=month,
            is_ranked=SQL("(COALESCE(seller.target_month, 0) > 0)"),
            nobody=self.env._("No salesperson"),
            day_columns=self._select_span("day"),
            month_columns=self._select_span("month"),
            year_columns=self._select_span("year"),
            figures=self._get_figures(starts, day, domain),
            join=SQL("LEFT") if domain else SQL("FULL"),
            targets=self._get_targets(starts),
            days_left=self._get_days_left(day),
        )

    def _get_last_day(self, period):
        today = self.env.company._get_today()
        return min(period[1], today) if period else today

    def _select_span(self, span):
        """Target, figures, and the share of the target that is ordered, of 1.

        The stand-up makes rows with nothing in them, which are no targets.
        """
        target = SQL("NULLIF(%s, 0)", SQL.identifier("seller", f"target_{span}"))
        figures = [
            SQL("COALESCE(%s, 0)", SQL.identifier("seller", f"{name}_{span}"))
            for name in FIGURES
        ]
        rate = SQL("%s / %s", figures[0], target)
        return SQL(", ").join([target, *figures, rate])

    def _get_figures(self, starts, day, domain):
        """Sums of what the reader may see."""
        days = [("date", ">=", starts["year"]), ("date", "<=", day)]
        return self._add_up(
            self._get_records(),
            [*days, *domain],
            ("date",),
            {
                f"{name}_{span}": (f"amount_{name}", SQL("date >= %s", start))
                for span, start in starts.items()
                for name in FIGURES
            },
        )

    def _get_targets(self, starts):
        """Targets that the reader may see, each for the span that it was set for."""
        return self._add_up(
            self.env["sale.target"],
            [("date", "in", list(set(starts.values())))],
            ("date", "period"),
            {
                f"target_{span}": (
                    "target_ordered",
                    SQL("period = %s AND date = %s", span, start),
                )
                for span, start in starts.items()
            },
        )

    def _add_up(self, records, domain, keys, sums):
        """Sums of records by company and salesperson.

        They are added up by the keys first: so the rows of a year are gone through
        once, and not once for each sum.

        :param keys: the fields that the conditions are about
        :param dict sums: for each name, the field and the condition on its records
        """
        records.check_access("read")
        query = records._search(domain)

        def select(name):
            return records._field_to_sql(query.table, name, query)

        key = [select(name) for name in ("company_id", "user_id", *keys)]
        query.groupby = SQL(", ").join(key)
        fields = {field: select(field) for field, _condition in sums.values()}
        return SQL(
            "SELECT company_id, user_id, %s FROM (%s) added GROUP BY 1, 2",
            SQL(", ").join(
                SQL(
                    "SUM(%s) FILTER (WHERE %s) AS %s",
                    SQL.identifier(field),
                    condition,
                    SQL.identifier(name),
                )
                for name, (field, condition) in sums.items()
            ),
            query.select(
                *key,
                *(
                    SQL("SUM(%s) AS %s", amount, SQL.identifier(field))
                    for field, amount in fields.items()
                ),
            ),
        )

    def _get_days_left(self, day):
        """Working days of the month after the day, for each company of the reader."""
        last = date_utils.end_of(day, "month")
        return SQL(", ").join(
            SQL(
                "(%s, %s)",
                company.id,
                len(company._get_working_days(day + timedelta(1), last)),
            )
            for company in self.env.companies
        )
