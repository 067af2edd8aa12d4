from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...models.reporting.back_office_sheet import Chart
from .back_office_sheet_grouped import YEARS

# Up to how many days a period is told by days, and by months; a longer one by years.
SHAPES = ((45, SQL("'YYYY-MM-DD'")), (1827, SQL("'YYYY-MM'")))
# One day is no trend: it is told as the last of so many.
LEAST_DAYS = 30


class BackOfficeSheetStatisticsTrend(models.AbstractModel):
    """How sales went on, with a chart (duty 22): every day of a month, or every month
    of a year, also those on which nothing was sold."""

    _name = "back.office.sheet.statistics.trend"
    _inherit = ["back.office.sheet.grouped"]
    _description = "Sales trend"

    _sheet_model = "sale.progress.report"
    _sheet_sums = (
        "amount_ordered",
        "amount_dispatched",
        "amount_invoiced",
        "amount_collected",
    )

    def _get_chart(self):
        """Override of `back.office.sheet`: the sums as lines."""
        return Chart("line", 0, tuple(range(1, 1 + len(self._sheet_sums))))

    def _get_period(self, period):
        """Override of `back.office.sheet`: one day is no trend."""
        if period and period[0] == period[1]:
            return period[1] - timedelta(LEAST_DAYS - 1), period[1]
        return period

    def _get_query(self, period=None, domain=()):
        """Override of `back.office.sheet.grouped`: what is missing in between is 0, and
        what is to come is not, unless something is dated ahead."""
        if not period:
            return super()._get_query(period, domain)
        first, last = period
        return SQL(
            """
            WITH figure (part, %(names)s, currency) AS (%(figures)s)
            SELECT part, %(values)s, currency
              FROM (SELECT TO_CHAR(day, %(shape)s) AS part
                      FROM GENERATE_SERIES(%(first)s::DATE, %(last)s::DATE, '1 day') day
                     UNION
                    SELECT part FROM figure
                   ) part
        CROSS JOIN (SELECT DISTINCT currency FROM figure) currency
         LEFT JOIN figure USING (part, currency)
          ORDER BY part, currency
            """,
            names=SQL(", ").join(map(SQL.identifier, self._sheet_sums)),
            values=SQL(", ").join(
                SQL("COALESCE(%s, 0)", SQL.identifier(name))
                for name in self._sheet_sums
            ),
            figures=super()._get_query(period, domain),
            shape=self._get_shape(period),
            first=first,
            last=max(first, min(last, self.env.company._get_today())),
        )

    def _get_shape(self, period):
        """Override of `back.office.sheet.grouped`: as finely as a chart can show."""
        days = (period[1] - period[0]).days + 1 if period else None
        return next((shape for most, shape in SHAPES if days and days <= most), YEARS)
