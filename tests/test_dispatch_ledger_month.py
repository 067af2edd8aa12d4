"""The general ledger: a month opens with what the month before has closed with."""

from datetime import date

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .test_dispatch_ledger import DispatchLedgerCase

FIGURES = ("opening", "dispatched", "invoiced", "collected", "closing", "to_invoice")
SUMS = [f"{name}:sum" for name in FIGURES]


class TestDispatchLedgerMonth(DispatchLedgerCase):
    def test_a_month_opens_with_what_the_month_before_has_closed_with(self):
        order = self._order(4, line={"price_unit": 100.0})
        self._deliver(order, 3, "2026-03-10 02:00:00")
        self._invoice(order, "2026-03-12")
        self._collect(order, 50.0, "2026-05-05")
        self._deliver(order, now="2026-05-20 02:00:00")
        self.assertEqual(
            self._read("2026-06-10", ["date:month"]),
            [
                (date(2026, 3, 1), 0, 300.0, 300.0, 0, 300.0, 0),
                (date(2026, 4, 1), 300.0, 0, 0, 0, 300.0, 0),
                (date(2026, 5, 1), 300.0, 100.0, 0, 50.0, 350.0, 100.0),
                (date(2026, 6, 1), 350.0, 0, 0, 0, 350.0, 100.0),
            ],
        )

    def test_what_is_settled_is_not_carried_on(self):
        order = self._order(2, line={"price_unit": 100.0})
        self._deliver(order, now="2026-03-10 02:00:00")
        self._invoice(order, "2026-03-12")
        self._collect(order, 200.0, "2026-04-05")
        months = [row[0].month for row in self._read("2026-08-10", ["date:month"])]
        self.assertEqual(months, [3, 4])

    def test_what_is_paid_in_advance_is_negative(self):
        order = self._order(2, line={"price_unit": 100.0})
        self._collect(order, 200.0, "2026-03-05")
        self._deliver(order, now="2026-04-10 02:00:00")
        rows = self._read("2026-04-15", ["date:month"])
        self.assertEqual([row[5] for row in rows], [-200.0, 0.0])

    def test_several_months_open_with_the_first_and_close_with_the_last(self):
        order = self._order(4, line={"price_unit": 100.0})
        self._deliver(order, 3, "2026-03-10 02:00:00")
        self._deliver(order, now="2026-05-20 02:00:00")
        whole = self._read("2026-06-10", ["partner_id"])
        self.assertEqual(whole, [(self.customer, 0, 400.0, 0, 0, 400.0, 400.0)])
        later = self._read("2026-06-10", [], [("date", ">=", "2026-04-01")])
        self.assertEqual(later, [(300.0, 100.0, 0, 0, 400.0, 400.0)])

    def test_a_click_opens_what_the_month_is_made_of(self):
        order = self._order(4, line={"price_unit": 100.0})
        self._deliver(order, 3, "2026-03-10 02:00:00")
        self._collect(order, 50.0, "2026-03-12")
        self._deliver(order, now="2026-05-20 02:00:00")
        rows = self.env["dispatch.ledger.month"].with_user(self.finance_checker)
        row = rows.search([("partner_id", "=", self.customer.id)]).filtered("collected")
        detail = self.env["sale.progress.report"].with_user(self.finance_checker)
        detail = detail.search(row.action_open_detail()["domain"])
        self.assertEqual(sum(detail.mapped("amount_dispatched")), row.dispatched)
        self.assertEqual(sum(detail.mapped("amount_collected")), row.collected)
        self.assertFalse(any(detail.mapped("amount_ordered")))

    def test_a_salesperson_reads_own_customers(self):
        for user in (self.salesperson, self.order_clerk):
            self._deliver(self._order(user_id=user.id))
        rows = self.env["dispatch.ledger.month"].with_user(self.salesperson).search([])
        self.assertEqual(rows.user_id, self.salesperson)

    @settings(
        max_examples=10,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["deliver", "invoice", "collect"]), st.integers(1, 5)
            ),
            max_size=6,
        )
    )
    def test_the_months_equal_the_detail_and_the_documents(self, events):
        with self.env.cr.savepoint() as savepoint:
            order = self._order(9, "2026-01-02", line={"price_unit": 33.33})
            for month, (event, number) in enumerate(events, 2):
                self._happen(order, event, number, f"2026-{month:02}-10")
            self._compare(order)
            savepoint.rollback()
        self.env.invalidate_all()

    def _happen(self, order, event, number, day):
        left = 9 - order.order_line.qty_delivered
        if event == "deliver" and left:
            self._deliver(order, min(number, left), f"{day} 02:00:00")
        elif event == "invoice" and order.invoice_status == "to invoice":
            self._invoice(order, day)
        elif event == "collect" and order.amount_received < order.amount_total:
            missing = order.amount_total - order.amount_received
            self._collect(order, round(min(number * 11.11, missing), 2), day)

    def _compare(self, order):
        rows = self._read("2026-12-10", ["date:month"])
        for before, after in zip(rows, rows[1:], strict=False):
            self.assertAlmostEqual(before[5], after[1], 6)
        ledger = self.env["dispatch.ledger"].search([("order_id", "=", order.id)])
        dispatched = sum(ledger.mapped("amount_total"))
        invoiced = sum(order.invoice_ids.mapped("amount_total"))
        self.assertAlmostEqual(sum(row[2] for row in rows), dispatched, 6)
        self.assertAlmostEqual(sum(row[3] for row in rows), invoiced, 6)
        self.assertAlmostEqual(sum(row[4] for row in rows), order.amount_received, 6)
        if rows:
            owed = dispatched - order.amount_received
            self.assertAlmostEqual(rows[-1][5], owed, 6)

    def _read(self, today, groups, domain=()):
        rows = self.env["dispatch.ledger.month"].with_user(self.finance_checker)
        with freeze_time(f"{today} 02:00:00"):
            return rows._read_group(
                [("partner_id", "=", self.customer.id), *domain], groups, SUMS
            )
