"""What documents say of a salesperson's day, in the stand-up and in the report."""

from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import BackOfficeCase

PRICE = 84000.0


class TestTeamFigures(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # STAND-UP
    # ------------------------------------------------------------

    def test_the_stand_up_shows_the_day_before(self):
        self._sell("2026-11-26")
        self._create_report(date="2026-11-26", visits=4)
        self._create_report(
            user=self.salesperson_2, date="2026-11-26", submit=False, visits=9
        )
        rows = self._stand_up("2026-11-27")
        self.assertRecordValues(
            rows,
            [
                {
                    "user_id": self.salesperson.id,
                    "previous_ordered": PRICE,
                    "previous_collected": PRICE,
                    "previous_dispatched": PRICE,
                    "previous_visits": 4,
                },
                {
                    "user_id": self.salesperson_2.id,
                    "previous_ordered": 0,
                    "previous_collected": 0,
                    "previous_dispatched": 0,
                    "previous_visits": 0,
                },
            ],
        )

    def test_before_a_monday_is_the_friday_and_before_a_holiday_the_day_before_it(self):
        self._close("2026-11-25", "2026-11-26")
        self._sell("2026-11-24")
        self._sell("2026-11-27", 2)
        for day, quantity in (("2026-11-27", 1), ("2026-11-30", 2), ("2026-12-01", 0)):
            with self.subTest(day=day):
                row = self._stand_up(day)[0]
                self.assertEqual(row.previous_ordered, quantity * PRICE)

    def test_a_target_of_a_month_stands_beside_the_month_before(self):
        self._sell("2026-10-31")
        target = self.env["sale.target"].create(
            {"user_id": self.salesperson.id, "period": "month", "date": "2026-11-01"}
        )
        self.assertEqual(target.previous_ordered, PRICE)

    def test_more_rows_need_no_more_queries(self):
        self._sell("2026-11-26")
        rows = self._stand_up("2026-11-27")
        for records in (rows[0], rows):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("date"), records.company_id.mapped("name")
            records.company_id.resource_calendar_id.mapped("tz")
            with self.assertQueryCount(8):
                records.mapped("previous_ordered")

    # ------------------------------------------------------------
    # REPORT
    # ------------------------------------------------------------

    def test_a_report_is_filled_in_from_documents(self):
        self._set_target("2026-11-27")
        report = self._create_report(submit=False)
        self.assertFigures(report, 0, target=50000.0)
        self._sell("2026-11-27")
        self.env.invalidate_all()
        self.assertFigures(report, PRICE, target=50000.0)

    def test_what_was_reported_stays(self):
        target = self._set_target("2026-11-27")
        self._sell("2026-11-27")
        report = self._create_report()
        self._sell("2026-11-27")
        target.target_ordered = 1.0
        self.env.invalidate_all()
        self.assertFigures(report, PRICE, target=50000.0)

        report.with_user(self.supervisor).action_send_back("One is missing")
        self.assertFigures(report, 2 * PRICE, target=1.0)
        with freeze_time("2026-11-27 08:20:00"):
            report.action_submit()
        self._sell("2026-11-27")
        self.env.invalidate_all()
        self.assertFigures(report, 2 * PRICE, target=1.0)

    def test_a_week_adds_up_its_days(self):
        for day in ("2026-11-22", "2026-11-23", "2026-11-27", "2026-11-29"):
            self._set_target(day)
            self._sell(day)
        week = self._create_report(kind="week", submit=False)
        self.assertFigures(week, 3 * PRICE, target=150000.0)

    def test_figures_are_not_typed_in(self):
        report = self._create_report(submit=False)
        for user in (self.salesperson, self.env.user):
            with (
                self.subTest(user=user.login),
                self.assertRaisesRegex(AccessError, "cannot be filled in by hand"),
            ):
                own = report.with_user(user)
                own.write({"reported_figures": {"amount_ordered": 1000000}})
        report.write({"amount_ordered": 1000000})  # as a client may try
        report.done = "Sold a lot"
        with freeze_time("2026-11-27 08:20:00"):
            report.action_submit()
        self.env.invalidate_all()
        self.assertEqual(report.amount_ordered, 0)

    # ------------------------------------------------------------

    def _sell(self, day, quantity=1):
        """Take an order in, be paid and dispatch it, all before noon in Shanghai."""
        with freeze_time(f"{day} 02:00:00"):
            order = self._create_released_order(
                quantity=quantity, user_id=self.salesperson.id
            )
            self._dispatch(order.sudo().picking_ids)
            self.env.flush_all()
        return order

    def _set_target(self, day):
        return self.env["sale.target"].create(
            {
                "user_id": self.salesperson.id,
                "period": "day",
                "date": day,
                "target_ordered": 50000.0,
                "target_collected": 40000.0,
                "target_visits": 3,
            }
        )

    def _stand_up(self, day):
        with freeze_time(f"{day} 01:00:00"):
            rows = self.env["sale.target"].with_user(self.order_clerk)
            rows = rows.search(rows.action_stand_up()["domain"])
        return rows.sorted(lambda row: row.user_id.id)

    def assertFigures(self, report, amount, target):
        self.assertRecordValues(
            report,
            [
                {
                    "amount_ordered": amount,
                    "amount_collected": amount,
                    "amount_dispatched": amount,
                    "amount_invoiced": 0,
                    "target_ordered": target,
                }
            ],
        )
