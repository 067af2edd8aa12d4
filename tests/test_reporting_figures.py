"""Sheets of statistics and ledgers: their rows equal the documents."""

from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Command

from .test_dispatch_ledger import DispatchLedgerCase

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


class TestReportingFigures(DispatchLedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.state = cls.env.ref("base.state_cn_YN")
        cls.customer.state_id = cls.state
        cls.charger = cls._create_product("Charging pile", 3600.0)

    def setUp(self):
        super().setUp()
        self.order = self._order(4, line={"price_unit": 100.0})
        self._deliver(self.order, 3, "2026-03-03 02:00:00")
        self._invoice(self.order, "2026-03-04")
        self._collect(self.order, 150.0, "2026-04-05")
        self.other = self._order(
            1,
            "2026-04-06",
            line={"product_id": self.charger.id, "price_unit": 3600.0},
            user_id=self.salesperson.id,
        )
        self._deliver(self.other, now="2026-04-07 02:00:00")

    def test_a_month_of_sales_is_told_by_product(self):
        self.assertEqual(
            self._read("statistics.product", MARCH),
            [("2026-03", "E3 city car", 4, 3, 400, 300, 300, 0, "CNY")],
        )

    def test_a_day_is_told_by_day_and_a_year_by_month(self):
        day = (date(2026, 3, 2), date(2026, 3, 2))
        self.assertEqual(
            self._read("statistics.customer", day),
            [("2026-03-02", self.customer.name, 400, 0, 0, 0, "CNY")],
        )
        rows = self._read("statistics.customer", YEAR)
        self.assertEqual([row[0] for row in rows], ["2026-03", "2026-04"])
        self.assertEqual(rows[1][2:6], (3600, 3600, 0, 150))

    def test_all_that_ever_was_is_told_by_year_and_region(self):
        self.assertEqual(
            self._read("statistics.region", None),
            [("2026", self.state.name, 4000, 3900, 300, 150, "CNY")],
        )

    def test_two_customers_of_one_name_are_two(self):
        twin = self.customer.create({"name": self.customer.name, "is_company": True})
        self._order(1, "2026-03-09", line={"price_unit": 7.0}, partner_id=twin.id)
        rows = self._read("statistics.customer", MARCH)
        self.assertEqual([row[2] for row in rows], [400, 7])

    def test_the_detail_has_a_row_for_each_movement(self):
        sheet = self._sheet("ledger")
        index = sheet._sheet_columns.index
        rows = list(sheet._get_rows(YEAR))
        self.assertEqual(
            [(row[index("order_id")], row[index("amount_total")]) for row in rows],
            [(self.order.name, 300), (self.other.name, 3600)],
        )
        self.assertEqual([row[index("amount_received")] for row in rows], [150, 0])

    def test_prices_are_not_added_up(self):
        columns = self.env["back.office.sheet.ledger"]._get_columns()
        money = {c.label: c.is_added_up for c in columns if c.kind == "money"}
        self.assertFalse(money.pop("Unit price"))
        self.assertTrue(all(money.values()))

    def test_the_general_ledger_equals_the_detail_and_the_accounting(self):
        year = self._read_in_may("general.ledger.customer", YEAR)
        ledger = self.env["dispatch.ledger"].search([])
        self.assertEqual(
            year,
            [
                ("2026-03", self.customer.name, 0, 300, 300, 0, 300, 0, "CNY"),
                ("2026-04", self.customer.name, 300, 3600, 0, 150, 3750, 3600, "CNY"),
                ("2026-05", self.customer.name, 3750, 0, 0, 0, 3750, 3600, "CNY"),
            ],
        )
        self.assertEqual(
            sum(row[3] for row in year), sum(ledger.mapped("amount_total"))
        )
        invoices = (self.order + self.other).invoice_ids
        self.assertEqual(
            sum(row[4] for row in year), sum(invoices.mapped("amount_total_signed"))
        )
        received = (self.order + self.other).mapped("amount_received")
        self.assertEqual(sum(row[5] for row in year), sum(received))

    def test_the_general_ledger_by_product_closes_with_the_same(self):
        day = (date(2026, 4, 20), date(2026, 4, 20))  # of a ledger kept by months
        rows = self._read_in_may("general.ledger.product", day)
        self.assertEqual([row[1] for row in rows], ["Charging pile", "E3 city car"])
        self.assertEqual(sum(row[6] for row in rows), 3750)

    def test_balances_of_several_months_are_not_added_up(self):
        columns = self._sheet("general.ledger.customer")._get_columns()
        added = [column.is_added_up for column in columns]
        self.assertEqual(
            added, [False, False, False, True, True, True, False, False, False]
        )

    def test_one_thing_has_one_name_in_all_sheets(self):
        sheets = self.env["back.office.sheet"].with_user(self.supervisor)
        words = {
            "user_id": "Salesperson",
            "contract_id.user_id": "Salesperson",
            "partner_id": "Customer",
            "order_id": "Order",
            "currency_id": "Currency",
            "amount_ordered": "Amount ordered",
            "amount_dispatched": "Amount dispatched",
            "amount_collected": "Amount collected",
        }
        for name in sheets._get_sheets():
            sheet = sheets.env[name]
            for path in words.keys() & set(sheet._sheet_columns):
                with self.subTest(sheet=name, path=path):
                    self.assertEqual(sheet._get_column(path).label, words[path])
        orders = [
            column.label
            for column in sheets.env[f"{sheets._name}.order"]._get_columns()
        ]
        self.assertEqual(orders[:1] + orders[3:4], ["Order", "Salesperson"])
        self.assertIn("Amount", orders)

    def test_a_salesperson_gets_own_figures(self):
        for name in ("statistics.product", "ledger", "general.ledger.product"):
            rows = list(self._sheet(name, self.salesperson)._get_rows(None))
            products = [value for row in rows for value in row if value]
            self.assertIn("Charging pile", products, name)
            self.assertNotIn("E3 city car", products, name)

    def test_a_workbook_of_all_of_them_can_be_made(self):
        names = ("ledger", "general.ledger.customer", "general.ledger.product") + tuple(
            f"statistics.{group}" for group in ("product", "customer", "region")
        )
        schedule = self.env["back.office.schedule"].with_user(self.executive)
        schedule = schedule.create(
            {
                "name": "Ledgers",
                "period": "this_year",
                "email_to": "chairman@example.com",
                "line_ids": [
                    Command.create({"sheet": f"back.office.sheet.{name}"})
                    for name in names
                ],
            }
        )
        with freeze_time("2026-05-10 02:00:00"):
            run = schedule.sudo()._run(datetime(2026, 5, 10), is_manual=True)
        self.assertFalse(run.error)
        self.assertGreater(run.row_count, 10)

    def test_exceptions_say_why_and_customers_say_who_they_are(self):
        order = self._create_order()
        release = self._request_exception(order, note="The slip is here.")
        sheet = self._sheet("dispatch.release")
        index = sheet._sheet_columns.index
        row = next(row for row in sheet._get_rows(None) if row[0] == release.name)
        self.assertEqual(row[index("kind")], "exception")
        self.assertEqual(row[index("note")], "The slip is here.")
        self.assertEqual(row[index("reason_id")], release.reason_id.name)
        self.customer.write({"vat": "91530100MA6K", "ref": "K-017"})
        rows = list(self._sheet("customer")._get_rows(None))
        self.assertIn("K-017", [row[0] for row in rows])

    # ------------------------------------------------------------

    def _sheet(self, name, user=None):
        return self.env[f"back.office.sheet.{name}"].with_user(user or self.executive)

    def _read(self, name, period):
        return list(self._sheet(name)._get_rows(period))

    def _read_in_may(self, name, period):
        with freeze_time("2026-05-10 02:00:00"):
            return self._read(name, period)
