from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, models

# How a type of field is shown; what is not named here is text.
KINDS = {
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "float": "number",
    "integer": "integer",
    "monetary": "money",
}

# Rows that the database server hands over at a time.
CHUNK = 2000


class Column(NamedTuple):
    """What a writer has to know of a column."""

    label: str
    kind: str
    labels: dict | None = None  # of a selection
    has_total: bool | None = None  # money has, unless it says no

    @property
    def is_added_up(self):
        return self.kind == "money" if self.has_total is None else self.has_total


class Chart(NamedTuple):
    """What is drawn below a table: numbers of columns."""

    kind: str  # column, bar, line or pie
    names: int
    values: tuple


class BackOfficeSheet(models.AbstractModel):
    """Columns and rows of a report; it knows no format.

    A new sheet is one file: a model that inherits this one and names the records that
    are its rows, the date by which a period chooses them, and the fields that are its
    columns. One that is more than fields of records overrides `_get_query`.
    """

    _name = "back.office.sheet"
    _description = "Sheet of a report"

    _sheet_model = None
    # The group of the switch on the Settings page, where the room has one.
    _sheet_switch = None
    _sheet_domain = ()
    _sheet_date = None
    # Dotted paths; of a record, its name is shown.
    _sheet_columns = ()
    _sheet_order = None
    # Columns, besides those of money, whose total means something.
    _sheet_totals = ()

    @api.model
    def _get_sheets(self):
        """Sheets that there are and can be chosen: `{name of the model: title}`."""
        return {
            name: self.env[name]._get_title()
            for name in sorted(self._get_sheet_names())
            if self.env[name]._is_switched_on()
        }

    @api.model
    def _get_sheet_names(self):
        return [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, self.env.registry[BackOfficeSheet._name])
            and model._sheet_model
        ]

    def _is_switched_on(self):
        groups = self.env["res.groups"]
        switch = self._sheet_switch
        return not switch or groups._is_feature_enabled(switch)

    def _get_title(self):
        return self.env["ir.model"]._get(self._name).name

    def _get_columns(self):
        """The columns of a row, in order.

        :return: list of `Column`
        """
        return [self._get_column(path) for path in self._sheet_columns]

    def _get_chart(self):
        """What is drawn below the table: a `Chart`, or None."""
        return None

    def _get_reason_of_nothing(self, period=None, domain=()):
        """What stands in the place of rows where there is none."""
        if self._is_switched_on():
            return self._get_empty_text(period, domain)
        title = self._get_title()
        return self.env._("%s is switched off on the Settings page.", title)

    def _get_empty_text(self, period=None, domain=()):
        return self.env._("Nothing in this period.")

    def _get_period(self, period):
        """The days that it tells of when its report is about a period.

        :param period: first and last day, or None for all
        """
        return period

    def _get_query(self, period=None, domain=()):
        """The rows of a period that the user may see, in the order of the columns.

        :param tuple period: first and last day, or None for all
        :param domain: further conditions on the records
        :return: an `SQL` object, one expression for each column
        :raise AccessError: when the user may not read the records or a column
        """
        records, query = self._search_records(period, domain)
        return query.select(
            *(self._path_to_sql(records, query, path) for path in self._sheet_columns)
        )

    def _get_rows(self, period=None, domain=()):
        """Rows as the database server hands them over, so that memory stays flat
        however many there are.

        :return: generator of tuples; none of a room that is switched off
        """
        if not self._is_switched_on():
            return
        self.env.flush_all()
        query = self._get_query(self._get_period(period), domain)
        cursor = self.env.cr._cnx.cursor(name=f"sheet_{id(query)}")
        cursor.itersize = CHUNK
        try:
            cursor.execute(query.code, query.params)
            yield from cursor
        finally:
            cursor.close()

    # ------------------------------------------------------------

    def _search_records(self, period, domain):
        """The records that the user may see, and the query that finds those of a
        period."""
        records = self._get_records()
        records.check_access("read")
        conditions = [*self._sheet_domain, *self._get_period_domain(period), *domain]
        return records, records._search(conditions, order=self._sheet_order)

    def _get_records(self):
        return self.env[self._sheet_model].with_context(active_test=False)

    def _get_period_domain(self, period):
        if not period or not self._sheet_date:
            return []
        first, last = period
        field = self._get_field(self._sheet_date)
        if field.type == "datetime":
            first, last = self._to_utc(first), self._to_utc(last, days=1)
            return [(self._sheet_date, ">=", first), (self._sheet_date, "<", last)]
        return [(self._sheet_date, ">=", first), (self._sheet_date, "<=", last)]

    def _to_utc(self, day, days=0):
        """The moment when a day begins where the user is."""
        zone = ZoneInfo(self.env.tz.zone)
        begin = datetime.combine(day + timedelta(days), time.min, zone)
        return begin.astimezone(UTC).replace(tzinfo=None)

    def _get_field(self, path):
        model = self._get_records()
        for name in path.split("."):
            field = model._fields[name]
            model = self.env.get(field.comodel_name)
        return field

    def _get_words(self):
        """Headers by path, where a field of Odoo's is called something else than the
        same thing is in the other sheets."""
        return {
            "currency_id": self.env._("Currency"),
            "user_id": self.env._("Salesperson"),
        }

    def _get_column(self, path):
        field = self._get_field(path)
        labels = (
            dict(field._description_selection(self.env))
            if field.type == "selection"
            else None
        )
        is_currency = field.comodel_name == "res.currency"
        kind = "currency" if is_currency else KINDS.get(field.type, "text")
        # A price is money, too, and not added up.
        has_total = path in self._sheet_totals or (None if field.aggregator else False)
        label = self._get_words().get(path) or field._description_string(self.env)
        return Column(label, kind, labels, has_total)

    def _path_to_sql(self, model, query, path):
        alias = query.table
        *steps, name = path.split(".")
        for step in steps:
            model, alias = model._fields[step].join(model, alias, query)
        field = model._fields[name]
        while field.type == "many2one":
            if not field.store:
                model, field, alias = model._traverse_related_sql(alias, field, query)
            model, alias = field.join(model, alias, query)
            name = model._rec_name
            field = model._fields[name]
        return model._field_to_sql(alias, name, query)
