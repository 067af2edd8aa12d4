"""What narrows a sheet: data and no program, and told in words."""

from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from odoo.addons.sales_back_office.tools.reporting.filter_text import get_filter_text

from .reporting_case import ReportingCase


class TestReportingFilter(ReportingCase):
    def test_a_filter_narrows_a_sheet(self):
        small, large = self._create_order(), self._create_order(quantity=3)
        schedule = self._create_schedule(period="all")
        schedule.line_ids.domain = "[('amount_total', '>', 100000)]"
        names = self._get_first_column(schedule)
        self.assertIn(large.name, names)
        self.assertNotIn(small.name, names)
        for domain in (
            *("[('nothing', '=', 1)]", "__import__('os')", "[(", "5"),
            "[('id', '=', 'x')]",
        ):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "cannot be read") as refused,
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                schedule.line_ids.domain = domain
            self.assertNotIn("SELECT", str(refused.exception))
        self.assertIn(large.name, self._get_first_column(schedule))

    def test_a_filter_is_told_in_words(self):
        schedule = self._create_schedule(period="all")
        beihai = self.env["res.company"].create({"name": "Beihai Trailers"})
        hidden = self.customer.create({"name": "Hidden", "company_id": beihai.id})
        lang = self.env["res.lang"]._activate_lang("zh_CN")
        for domain, told, chinese in (
            ("[]", "No filter", "无筛选"),
            (
                "[('amount_total', '>', 100), ('state', 'in', ['sale', 'draft'])]",
                "Filter: Total > 100 and Status = Sales Order, Quotation",
                "筛选：总计 > 100 且 状态 = 销售订单, 报价单",
            ),
            (
                "[('user_id', 'in', [False]), ('date_order.month_number', '=', 11)]",
                "Filter: Salesperson is empty and Order Date / month = 11",
                "筛选：销售人员 为空 且 订单日期 / 月 = 11",
            ),
            (
                f"['|', ('partner_id', '=', {self.customer.id}),"
                " ('partner_id.name', 'ilike', 'car')]",
                f"Filter: (Customer = {self.customer.name}"
                " or Customer / Name contains car)",
                None,
            ),
            (
                "['!', ('client_order_ref', '!=', False)]",
                "Filter: Customer Reference is empty",
                None,
            ),
            (
                f"[('partner_id', '=', {hidden.id})]",
                f"Filter: Customer = {hidden.id}",
                None,
            ),
        ):
            schedule.line_ids.domain = domain
            self.supervisor.lang = "en_US"
            with self.subTest(domain=domain):
                self.assertEqual(self._get_first_column(schedule)[3], told)
                if chinese:
                    self.supervisor.lang = lang.code
                    self.assertEqual(self._get_first_column(schedule)[3], chinese)

    def test_every_condition_can_be_told(self):
        orders = self.env["sale.order"].with_user(self.supervisor)
        for domain, told in (
            ([(0, "=", 1)], "no record"),
            ([("name", "not ilike", "S0")], "Order Reference does not contain S0"),
            ([("partner_id", "=", "Car")], "Customer = Car"),
            ([("partner_id", "!=", False)], "Customer is filled in"),
            ([("is_dispatch_blocked", "=", True)], "Dispatch blocked = Yes"),
            (
                [("order_line", "any", [("price_unit", ">", 5)])],
                "Order Lines: Unit Price > 5",
            ),
            (
                [("order_line", "not any", [("price_unit", ">", 5)])],
                "not (Order Lines: Unit Price > 5)",
            ),
            ([("date_order", ">=", "2026-11-01")], "Order Date ≥ 2026-11-01"),
            (
                [("date_order.day_of_month", "=", 5)],
                "Order Date / day of the month = 5",
            ),
            ([("user_id", "in", [False])], "Salesperson is empty"),
            ([("user_id", "not in", [False])], "Salesperson is filled in"),
            (
                [("user_id", "in", [False, self.supervisor.id])],
                "Salesperson = Supervisor, or empty",
            ),
            ([("name", "in", ["A", False])], "Order Reference = A, or empty"),
            ([("order_line", "any", [])], "Order Lines is filled in"),
            ([("order_line", "not any", [])], "Order Lines is empty"),
            (
                [
                    ("order_line", "any", [("price_unit", ">", 5), ("name", "=", "A")]),
                    ("name", "=", "B"),
                ],
                "Order Lines: (Unit Price > 5 and Description = A)"
                " and Order Reference = B",
            ),
            (
                ["!", "|", ("name", "=", "A"), ("name", "=", "B")],
                "Order Reference ≠ A and Order Reference ≠ B",
            ),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(get_filter_text(orders, domain), told)
