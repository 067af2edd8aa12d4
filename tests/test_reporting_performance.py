"""What salespeople have reached: the sheet, the screen and the statistics agree."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .test_dispatch_ledger import DispatchLedgerCase

DAY = date(2026, 3, 12)  # a Thursday
PERIOD = (date(2026, 3, 9), DAY)
KEYS = (
    *("rank", "name"),
    *(
        f"{span}_{name}"
        for span in ("day", "month", "year")
        for name in (
            *("target", "ordered", "dispatched", "invoiced", "collected", "rate"),
            *(("open", "daily") if span == "month" else ()),
        )
    ),
    "currency",
)


@freeze_time("2026-03-12 09:00:00")
class TestReportingPerformance(DispatchLedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()
        cls.salesperson.name = "Ada"
        cls.salesperson_2.name = "Bo"

    def test_a_day_its_month_and_its_year(self):
        self._sell("2026-01-05", 3)
        self._sell("2026-03-02", 2)
        self._sell("2026-03-12", 1)
        self._sell("2026-03-13", 5)
        self._set_target("year", "2026-01-01", 1000.0)
        self._set_target("month", "2026-03-01", 400.0)
        self._set_target("day", "2026-03-12", 50.0)
        self._set_target("day", "2026-03-11", 70.0)
        self._set_target("month", "2026-02-01", 70.0)
        (row,) = self._read()
        self.assertEqual(
            [row[f"{span}_target"] for span in ("day", "month", "year")],
            [50.0, 400.0, 1000.0],
        )
        self.assertEqual(
            [row[f"{span}_ordered"] for span in ("day", "month", "year")],
            [100.0, 300.0, 600.0],
        )
        self.assertEqual(
            [row[f"{span}_rate"] for span in ("day", "month", "year")],
            [2.0, 0.75, 0.6],
        )
        self.assertEqual((row["name"], row["currency"]), ("Ada", "CNY"))

    def test_each_fact_counts(self):
        order = self._sell("2026-03-02", 2)
        self._deliver(order, now="2026-03-11 02:00:00")
        with freeze_time("2026-03-12 04:00:00"):
            self._create_invoice(order)
            self.env.flush_all()
        check = self._create_check(order, amounts=[150.0], payment_date="2026-03-12")
        self._verify(check)
        self.env.flush_all()
        (row,) = self._read()
        figures = ("ordered", "dispatched", "invoiced", "collected")
        self.assertEqual([row[f"day_{f}"] for f in figures], [0, 0, 200.0, 150.0])
        self.assertEqual(
            [row[f"month_{f}"] for f in figures], [200.0, 200.0, 200.0, 150.0]
        )

    def test_what_is_left_is_spread_over_the_working_days_left(self):
        self._sell("2026-03-12", 1)
        self._set_target("month", "2026-03-01", 1300.0)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-03-15 16:00:00",
                "date_to": "2026-03-16 15:59:59",
            }
        )
        (row,) = self._read()
        # the 13th, the 17th to the 20th, the 23rd to the 27th, the 30th and 31st
        self.assertEqual((row["month_open"], row["month_daily"]), (1200.0, 100.0))

    def test_whoever_has_reached_the_target_has_nothing_left(self):
        self._sell("2026-03-12", 4)
        self._set_target("month", "2026-03-01", 300.0)
        (row,) = self._read()
        self.assertEqual((row["month_open"], row["month_daily"]), (0.0, 0.0))

    def test_on_the_last_working_day_nothing_is_spread(self):
        self._set_target("month", "2026-03-01", 300.0)
        with freeze_time("2026-03-31 09:00:00"):
            (row,) = self._read((date(2026, 3, 31), date(2026, 3, 31)))
        self.assertEqual((row["month_open"], row["month_daily"]), (300.0, None))

    def test_who_has_ordered_as_much_has_the_same_rank(self):
        third = self._create_salesperson("third")
        third.name = "Cy"
        for user in (self.salesperson, self.salesperson_2, third):
            self._set_target("month", "2026-03-01", 500.0, user)
        self._sell("2026-03-03", 2)
        self._sell("2026-03-04", 2, self.salesperson_2)
        self._sell("2026-03-05", 1, third)
        self._sell("2026-01-05", 9, third)
        self.assertEqual(
            [(row["rank"], row["name"]) for row in self._read()],
            [(1, "Ada"), (1, "Bo"), (3, "Cy")],
        )

    def test_whoever_has_no_target_is_not_ranked_and_has_nothing_to_reach(self):
        third = self._create_salesperson("third")
        third.name = "Cy"
        self._sell("2026-03-03", 9)
        self._sell("2026-03-05", 1, third)
        self._set_target("month", "2026-03-01", 0, self.salesperson_2)
        self._sell("2026-03-05", 2, self.salesperson_2)
        self._set_target("month", "2026-03-01", 500.0, third)
        names = ("rank", "name", "month_target", "month_rate", "month_open")
        self.assertEqual(
            [tuple(row[name] for name in names) for row in self._read()],
            [
                (1, "Cy", 500.0, 0.2, 400.0),
                (None, "Ada", None, None, None),
                (None, "Bo", None, None, None),
            ],
        )

    def test_shares_are_percentages_and_what_is_left_a_day_is_money(self):
        columns = self.env["back.office.sheet.performance"]._get_columns()
        kinds = dict(zip(KEYS, (column.kind for column in columns), strict=True))
        rates = [kinds[f"{span}_rate"] for span in ("day", "month", "year")]
        self.assertEqual(rates, ["percent"] * 3)
        self.assertEqual(kinds["month_daily"], "money")

    def test_a_target_without_an_order_and_an_order_without_anybody_have_a_row(self):
        self._set_target("month", "2026-03-01", 300.0)
        self._sell("2026-03-03", 2, self.env["res.users"])
        ada, nobody = self._read()
        self.assertEqual((ada["rank"], ada["name"], ada["month_rate"]), (1, "Ada", 0))
        self.assertEqual(
            (nobody["rank"], nobody["name"], nobody["month_ordered"]),
            (None, "No salesperson", 200.0),
        )

    def test_a_salesperson_sees_the_own_row_only(self):
        for user in (self.salesperson, self.salesperson_2):
            self._sell("2026-03-03", 2, user)
            self._set_target("month", "2026-03-01", 300.0, user)
        rows = self._read(user=self.salesperson)
        self.assertEqual([(row["rank"], row["name"]) for row in rows], [(1, "Ada")])
        outsider = new_test_user(
            self.env, "outsider", "base.group_user", company_id=self.company.id
        )
        with self.assertRaises(AccessError):
            self._read(user=outsider)

    def test_another_company_is_left_out(self):
        self._sell("2026-03-03", 2)
        other = self.env["res.company"].create({"name": "Other"})
        self.salesperson_2.company_ids += other
        self.env["sale.target"].create(
            {
                "company_id": other.id,
                "user_id": self.salesperson_2.id,
                "period": "month",
                "date": "2026-03-01",
                "target_ordered": 100.0,
            }
        )
        self.assertEqual([row["name"] for row in self._read()], ["Ada"])

    def test_a_filter_leaves_out_whoever_has_nothing_that_fits(self):
        self._sell("2026-03-03", 2)
        self._set_target("month", "2026-03-01", 300.0, self.salesperson_2)
        rows = self._read(domain=[("partner_id", "=", self.customer.id)])
        self.assertEqual([row["name"] for row in rows], ["Ada"])

    def test_a_period_that_is_not_over_ends_today(self):
        self._sell("2026-03-12", 2)
        for period in (None, (date(2026, 3, 1), date(2026, 3, 31))):
            (row,) = self._read(period)
            self.assertEqual(row["day_ordered"], 200.0)

    def test_the_sheet_equals_the_statistics(self):
        tax = self._create_tax(13)
        for user in (self.salesperson, self.salesperson_2):
            order = self._sell("2026-03-03", 3, user, price_unit=33.33, tax_ids=tax.ids)
            self._deliver(order, 1, now="2026-03-05 02:00:00")
            check = self._create_check(order, amounts=[50.0], payment_date="2026-03-06")
            self._verify(check)
        self.env.flush_all()
        rows = self._read()
        statistics = self.env["sale.progress.report"].with_user(self.executive)
        groups = statistics._read_group(
            [("date", ">=", "2026-03-01"), ("date", "<=", DAY)],
            ["user_id"],
            [
                f"amount_{name}:sum"
                for name in ("ordered", "dispatched", "invoiced", "collected")
            ],
            order="user_id",
        )
        self.assertEqual(len(rows), 2)
        for row, (user, *sums) in zip(rows, groups, strict=True):
            self.assertEqual(row["name"], user.name)
            for name, amount in zip(
                ("ordered", "dispatched", "invoiced", "collected"), sums, strict=True
            ):
                self.assertAlmostEqual(row[f"month_{name}"], amount, 6, name)

    # ------------------------------------------------------------
    # ON SCREEN
    # ------------------------------------------------------------

    def test_the_screen_equals_the_sheet_month_by_month(self):
        self._sell("2026-02-05", 5)
        order = self._sell("2026-03-03", 3)
        self._deliver(order, 1, now="2026-03-05 02:00:00")
        self._verify(
            self._create_check(order, amounts=[50.0], payment_date="2026-03-06")
        )
        self._set_target("month", "2026-03-01", 400.0)
        self._set_target("day", "2026-03-12", 70.0)
        self._set_target("month", "2026-03-01", 500.0, self.salesperson_2)
        self.env.flush_all()
        names = (
            *("target_ordered:sum", "amount_ordered:sum", "amount_dispatched:sum"),
            *("amount_invoiced:sum", "amount_collected:sum", "rate_ordered:avg"),
        )
        groups = self._get_report(self.finance_checker)._read_group(
            [("date", ">=", "2026-03-01")], ["user_id"], names
        )
        sheet = {
            row["name"]: tuple(
                row[f"month_{name}"]
                for name in (
                    *("target", "ordered", "dispatched", "invoiced", "collected"),
                    "rate",
                )
            )
            for row in self._read()
        }
        screen = {
            user.name: (*sums, rate / 100)  # a pivot shows a number of percents
            for user, *sums, rate in groups
        }
        self.assertEqual(screen, sheet)
        self.assertEqual(sheet["Ada"], (400.0, 300.0, 100.0, 0.0, 50.0, 0.75))

    def test_a_salesperson_sees_the_own_performance_only(self):
        for user in (self.salesperson, self.salesperson_2):
            self._sell("2026-03-03", 2, user)
            self._set_target("month", "2026-03-01", 300.0, user)
        rows = self._get_report(self.salesperson).search([])
        self.assertEqual(rows.user_id, self.salesperson)
        self.assertEqual(len(rows), 2)
        clerk = self._get_report(self.dispatch_clerk).search([])
        self.assertEqual(clerk.user_id, self.salesperson + self.salesperson_2)

    def test_a_row_leads_to_its_document(self):
        order = self._sell("2026-03-03", 2)
        self._set_target("month", "2026-03-01", 300.0)
        rows = self._get_report(self.executive).search([])
        actions = [row.action_open_document() for row in rows]
        target = self.env["sale.target"].search([("user_id", "=", self.salesperson.id)])
        self.assertEqual(
            {(action["res_model"], action["res_id"]) for action in actions},
            {("sale.order", order.id), ("sale.target", target.id)},
        )

    # ------------------------------------------------------------

    def _get_report(self, user):
        return self.env["sale.performance.report"].with_user(user)

    def _sell(self, day, quantity, user=None, price_unit=100.0, **line):
        user = self.salesperson if user is None else user
        line = {"price_unit": price_unit, **line}
        return self._order(quantity, day, line, user_id=user.id)

    def _set_target(self, period, day, amount, user=None):
        self.env["sale.target"].with_user(self.order_clerk).create(
            {
                "user_id": (user or self.salesperson).id,
                "period": period,
                "date": day,
                "target_ordered": amount,
            }
        )

    def _read(self, period=PERIOD, domain=(), user=None):
        sheet = self.env["back.office.sheet.performance"]
        sheet = sheet.with_user(user or self.executive)
        rows = sheet._get_rows(period, domain)
        return [dict(zip(KEYS, row, strict=True)) for row in rows]
