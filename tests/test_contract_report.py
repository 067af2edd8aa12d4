"""Statistics of contracts equal the sums of the contracts' lines."""

from freezegun import freeze_time

from .common import BackOfficeCase


class TestContractReport(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls._create_contract(
            {"quantity": 10, "price_unit": 80000.0, "date_due": "2026-03-31"},
            date_signed="2026-01-05",
        ) + cls._create_contract(
            {"quantity": 5, "price_unit": 10000.0},
            {"product_id": False, "name": "Training", "quantity": 1, "price_unit": 900},
            date_signed="2026-04-07",
        )
        cls._create_contract(sign=False)
        order = cls._create_order(
            quantity=4, contract_id=cls.contracts[0].id, payment_term_id=False
        )
        order.picking_ids.sudo().button_validate()
        cls.env.flush_all()

    @freeze_time("2026-04-15")
    def test_figures_equal_the_sums_of_the_lines(self):
        (signed, delivered, received, rate, overdue), *others = self._read([])
        lines = self.contracts.line_ids
        self.assertFalse(others)
        self.assertAlmostEqual(signed, sum(lines.mapped("price_total")), 2)
        self.assertAlmostEqual(delivered, sum(lines.mapped("amount_delivered")), 2)
        self.assertAlmostEqual(received, sum(lines.mapped("amount_received")), 2)
        self.assertAlmostEqual(rate, 100 * 320000 / 850900, 6)
        self.assertEqual(overdue, 480000.0)

    def test_it_is_overdue_by_the_day_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.executive.tz = "America/New_York"
        for now, amount in (("15:30:00", 0.0), ("16:30:00", 480000.0)):
            with self.subTest(now=now), freeze_time(f"2026-03-31 {now}"):
                self.assertEqual(self._read([])[0][4], amount)

    def test_they_are_told_by_quarter_and_product(self):
        rows = self._read(["date_signed:quarter", "product_id"])
        self.assertEqual([row[2] for row in rows], [800000.0, 50000.0, 900.0])

    def test_foreign_money_counts_at_the_rate_of_the_signature(self):
        dollar = self._set_rates("USD", ("2026-01-01", 7.0), ("2026-06-01", 8.0))
        contract = self._create_contract(
            {"quantity": 1, "price_unit": 1000.0},
            currency_id=dollar.id,
            date_signed="2026-05-05",
        )
        report = self.env["sale.contract.report"].search(
            [("contract_id", "=", contract.id)]
        )
        self.assertAlmostEqual(report.amount_signed, 7000.0, 2)

    def test_a_branch_has_the_rates_of_its_company(self):
        dollar = self._set_rates("USD", ("2026-01-01", 7.0))
        branch = {"name": "South", "parent_id": self.company.id}
        contract = self._create_contract(
            {"quantity": 1, "price_unit": 1000.0, "product_id": False, "name": "Work"},
            company_id=self.env["res.company"].create(branch).id,
            currency_id=dollar.id,
            date_signed="2026-05-05",
            sign=False,
            user=self.env.user,
        )
        contract.sudo()._write_sealed({"state": "signed"})
        self.env.flush_all()
        report = self.env["sale.contract.report"].sudo()
        report = report.search([("contract_id", "=", contract.id)])
        self.assertAlmostEqual(report.amount_signed, 7000.0, 2)

    def test_a_salesperson_counts_own_contracts(self):
        self.contracts[1].sudo().user_id = self.salesperson
        self.env.flush_all()
        reports = self.env["sale.contract.report"].with_user(self.salesperson)
        self.assertEqual(reports.search([]).contract_id, self.contracts[1])

    def _read(self, groups):
        reports = self.env["sale.contract.report"].with_user(self.executive)
        return reports._read_group(
            [],
            groups,
            [
                "amount_signed:sum",
                "amount_delivered:sum",
                "amount_received:sum",
                "delivery_rate:avg",
                "amount_overdue:sum",
            ],
        )
