from odoo import models
from odoo.tools import SQL


class BackOfficeSheetDailyCollection(models.AbstractModel):
    """Money that came in, order by order (duty 7)."""

    _name = "back.office.sheet.daily.collection"
    _inherit = ["back.office.sheet"]
    _description = "Collections"

    _sheet_model = "sale.progress.report"
    _sheet_domain = (("amount_collected", "!=", 0),)
    _sheet_date = "date"
    _sheet_columns = (
        "date",
        "order_id",
        "partner_id",
        "user_id",
        "currency_id",
        "amount_collected",
    )

    def _get_query(self, period=None, domain=()):
        """One row for the money of an order on a day, which the lines have shared."""
        records, query = self._search_records(period, domain)
        *keys, amount = (
            self._path_to_sql(records, query, path) for path in self._sheet_columns
        )
        query.groupby = query.order = SQL(", ").join(keys)
        return query.select(*keys, SQL("SUM(%s)", amount))
