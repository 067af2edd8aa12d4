"""A company that sends the workbook of its day, and what stands in it."""

from base64 import b64decode
from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from .common import BackOfficeCase

PRICE = 84000.0
TABS = [
    *("Summary of the day", "Daily reports", "Daily reports handed in later"),
    *("Orders", "Collections", "Dispatches", "Daily reports not submitted"),
    "Days before, in full",
]
MARK = "✓"
SUMMARY, REPORTS, LATE, ORDERS, COLLECTIONS, DISPATCHES, MISSING, BEFORE = TABS


class DailyCase(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    def _set_up(self, user=None):
        schedules = self.env["back.office.schedule"].with_user(user or self.supervisor)
        schedule = schedules.browse(schedules.action_open_daily_workbook()["res_id"])
        schedule.flush_recordset()
        return schedule.with_user(self.supervisor)

    def _set_up_at(self, now):
        with freeze_time(now):
            return self._set_up()

    def _begin(self, now):
        """Let the job lay out the reports of the day."""
        with freeze_time(now):
            self._run_cron("sale.daily.report", "_cron_remind")
            self.env.flush_all()

    def _submit(self, user, day, now):
        reports = self.env["sale.daily.report"].with_user(user)
        with freeze_time(now):
            report = reports.search([("date", "=", day), ("kind", "=", "day")])
            report.write({"done": "Offer for Lijiang", "visits": 2})
            report.action_submit()
            self.env.flush_all()
        return report

    def _sell(self, day, time="02:00:00", **values):
        with freeze_time(f"{day} {time}"):
            order = self._create_released_order(
                **{"user_id": self.salesperson.id, **values}
            )
            self._dispatch(order.sudo().picking_ids)
            self.env.flush_all()
        return order

    def _send_at(self, now):
        with freeze_time(now):
            self._run_cron("back.office.schedule", "_cron_send_due")
            self.env.flush_all()
        return self.env["back.office.run"].search([], order="id desc", limit=1)

    # ------------------------------------------------------------

    def _get_status(self, period):
        """The status of each row in the summary of some days."""
        sheet = self.env["back.office.sheet.daily.summary"].with_user(self.supervisor)
        place = sheet._sheet_columns.index("state")
        labels = sheet._get_columns()[place].labels
        return [labels[row[place]] for row in sheet._get_rows(period)]

    def _read(self, run, totals=False):
        return self._read_file(b64decode(run.file), totals)

    def _preview(self, schedule, moment):
        file = BytesIO()
        schedule._write_file(file, moment)
        return file.getvalue()

    def _read_file(self, content, totals=False):
        """The tables of a workbook: `{tab: [{column: value}]}`, without totals, or
        these alone."""
        book = load_workbook(BytesIO(content), data_only=totals)
        return {sheet.title: self._read_table(sheet, totals) for sheet in book}

    def _read_table(self, sheet, totals):
        rows = [[cell.value for cell in row] for row in sheet.rows]
        head = next(n for n, row in enumerate(rows) if len(set(row) - {None}) > 2)
        table = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
        return [
            row
            for row in table
            if len(set(row.values()) - {None}) > 1 and self._is_total(row) == totals
        ]

    def _is_total(self, row):
        return any(str(value).startswith(("=", "Total")) for value in row.values())

    def _get_days(self, book, tab=REPORTS):
        return [(row["Date"].date(), row["Submitted late"]) for row in book[tab]]
