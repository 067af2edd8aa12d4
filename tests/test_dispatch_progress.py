"""What became of orders, day by day: the sums equal the documents."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command

from .test_dispatch_ledger import DispatchLedgerCase

FIGURES = (
    *("quantity_ordered", "quantity_dispatched"),
    *("amount_ordered", "amount_dispatched", "amount_invoiced", "amount_collected"),
)


class TestDispatchProgress(DispatchLedgerCase):
    def test_each_fact_counts_on_its_own_day(self):
        order = self._order(2, line={"price_unit": 100.0})
        self._deliver(order, 1, "2026-03-03 02:00:00")
        self._invoice(order, "2026-03-04")
        self._collect(order, 50.0, "2026-03-05")
        self._deliver(order, now="2026-04-01 02:00:00")
        self.assertEqual(
            self._read(order, "date:day"),
            [
                (date(2026, 3, 2), 2, 0, 200.0, 0, 0, 0),
                (date(2026, 3, 3), 0, 1, 0, 100.0, 0, 0),
                (date(2026, 3, 4), 0, 0, 0, 0, 100.0, 0),
                (date(2026, 3, 5), 0, 0, 0, 0, 0, 50.0),
                (date(2026, 4, 1), 0, 1, 0, 100.0, 0, 0),
            ],
        )

    def test_the_days_are_those_of_the_company(self):
        with freeze_time("2026-03-02 16:30:00"):
            order = self._create_order(payment_term_id=False).sudo()
            self.env.flush_all()
        self.executive.tz = "America/New_York"
        ((day, *_figures),) = self._read(order, "date:day", user=self.executive)
        self.assertEqual(day, date(2026, 3, 3))

    def test_quotations_and_cancelled_orders_are_not_ordered(self):
        quotation = self._create_order(confirm=False)
        cancelled = self._order()
        cancelled.action_cancel()
        self.env.flush_all()
        self.assertFalse(self._read(quotation + cancelled))

    def test_a_down_payment_is_invoiced_and_deducted_by_the_final_invoice(self):
        order = self._order(2, line={"price_unit": 100.0})
        with freeze_time("2026-03-02 04:00:00"):
            wizard = self.env["sale.advance.payment.inv"].create(
                {
                    "sale_order_ids": [Command.set(order.ids)],
                    "advance_payment_method": "percentage",
                    "amount": 30,
                }
            )
            invoice = wizard._create_invoices(order)
            invoice.action_post()
            self.env.flush_all()
        self.assertEqual(self._sums(order)["amount_invoiced"], 60.0)
        self._deliver(order)
        self._invoice(order, "2026-03-05")
        self.assertEqual(self._sums(order)["amount_invoiced"], 200.0)
        days = self._read(order, "date:day")
        self.assertEqual([row[5] for row in days if row[5]], [60.0, 140.0])

    def test_a_credit_note_is_negative(self):
        order = self._order(2, line={"price_unit": 100.0})
        self._deliver(order)
        invoice = self._invoice(order, "2026-03-05")
        with freeze_time("2026-03-09 02:00:00"):
            refund = invoice._reverse_moves([{"invoice_date": "2026-03-09"}])
            refund.action_post()
            self.env.flush_all()
        self.assertEqual(self._sums(order)["amount_invoiced"], 0.0)
        self.assertIn(
            (date(2026, 3, 9), 0, 0, 0, 0, -200.0, 0), self._read(order, "date:day")
        )

    def test_what_is_billed_once_for_two_lines_counts_once(self):
        order = self._order_lines(100.0, 200.0)
        self._deliver(order)
        invoice = self._invoice(order, "2026-03-05")
        item = invoice.invoice_line_ids[0]
        item.sale_line_ids += order.order_line
        self.env.flush_all()
        self.assertEqual(self._sums(order)["amount_invoiced"], 300.0)

    def test_money_is_for_the_lines_by_value_to_the_cent(self):
        order = self._order_lines(33.33, 33.33, 33.34)
        self._collect(order, 50.0, "2026-03-03")
        self._collect(order, 50.0, "2026-03-04")
        parts = [row[-1] for row in self._read(order, "order_line_id")]
        self.assertEqual(parts, [33.33, 33.33, 33.34])
        days = [row[-1] for row in self._read(order, "date:day") if row[-1]]
        self.assertEqual(days, [50.0, 50.0])

    def test_money_of_an_order_without_value_is_not_lost(self):
        order = self._order_lines(10.0, 10.0)
        self._collect(order, 20.0, "2026-03-03")
        order.order_line.price_unit = 0.0
        self.env.flush_all()
        self.assertEqual(self._sums(order)["amount_collected"], 20.0)

    def test_money_is_shared_when_the_company_rounds_taxes_in_all(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self._create_tax(13)
        order = self._order_lines(0.37, 0.37, 0.37, tax_ids=tax.ids)
        self._collect(order, order.amount_total, "2026-03-03")
        collected = self._sums(order)["amount_collected"]
        self.assertAlmostEqual(collected, order.amount_total, 6)

    def test_sums_equal_orders_ledger_invoices_and_money(self):
        dollar = self._set_rates("USD", ("2026-01-01", 7.0), ("2026-03-04", 8.0))
        pricelist = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": dollar.id}
        )
        tax = self._create_tax(13)
        orders = (
            self._order_lines(19.99, 0.01, 333.33, tax_ids=tax.ids)
            + self._order_lines(1000.0, 7.77, pricelist_id=pricelist.id)
            + self._order_lines(120.0, -20.0)
        )
        for order in orders:
            self._deliver(order, now="2026-03-03 02:00:00")
            self._invoice(order, "2026-03-04")
            self._collect(order, round(order.amount_total / 3, 2), "2026-03-05")
            self._collect(order, round(order.amount_total / 5, 2), "2026-03-06")
        for order in orders:
            with self.subTest(order=order.currency_id.name):
                sums, rate = self._sums(order), order.currency_rate
                ledger = self.env["dispatch.ledger"].search(
                    [("order_id", "=", order.id)]
                )
                for name, expected in {
                    "amount_ordered": order.amount_total / rate,
                    "amount_dispatched": sum(ledger.mapped("amount_total")),
                    "amount_invoiced": order.invoice_ids.amount_total / rate,
                    "amount_collected": order.amount_received / rate,
                }.items():
                    self.assertTrue(expected)
                    self.assertAlmostEqual(sums[name], expected, 6, name)

    def test_all_is_dispatched_that_is_invoiced_also_beyond_the_order(self):
        order, charger = self._deliver_beyond_the_order()
        self._invoice(order, "2026-03-04")
        self._collect(order, 300.0, "2026-03-05")
        sums = self._sums(order)
        self.assertEqual(order.invoice_ids.amount_total, 395.33)
        self.assertAlmostEqual(sums["amount_dispatched"], 395.33, 6)
        self.assertAlmostEqual(sums["amount_invoiced"], 395.33, 6)
        self.assertAlmostEqual(sums["amount_collected"], 300.0, 6)
        months = self.env["dispatch.ledger.month"].search(
            [("partner_id", "=", self.customer.id)]
        )
        for row in months:
            self.assertAlmostEqual(row.to_invoice, 0.0, 6)
        self.assertAlmostEqual(sum(months.mapped("dispatched")), 395.33, 6)
        self.assertIn(charger, months.product_id)

    def test_a_salesperson_counts_own_orders(self):
        own = self._order(user_id=self.salesperson.id)
        self._order(user_id=self.order_clerk.id)
        rows = self.env["sale.progress.report"].with_user(self.salesperson)
        self.assertEqual(rows.search([]).order_id, own)

    # ------------------------------------------------------------

    def _order_lines(self, *prices, tax_ids=False, **values):
        """An order of one vehicle for each price."""
        lines = [
            {
                "product_id": self.vehicle.id,
                "product_uom_qty": 1,
                "price_unit": price,
                "tax_ids": tax_ids,
            }
            for price in prices
        ]
        with freeze_time("2026-03-02 02:00:00"):
            order = self._create_order(
                order_line=[Command.create(line) for line in lines],
                payment_term_id=False,
                **values,
            )
            self.env.flush_all()
        return order.sudo()

    def _read(self, orders, *groups, user=None):
        """Groups of rows as `(group, *figures)`."""
        rows = self.env["sale.progress.report"].with_user(user or self.finance_checker)
        return rows._read_group(
            [("order_id", "in", orders.ids)],
            groups or ["order_id"],
            [f"{name}:sum" for name in FIGURES],
        )

    def _sums(self, order):
        ((_order, *figures),) = self._read(order)
        return dict(zip(FIGURES, figures, strict=True))
