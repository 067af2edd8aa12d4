"""The ledger of what has left (duty 40): one row for each movement of an order line."""

from datetime import date

import pytest
from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from .contract_case import ContractCase
from .neighbours import NeighbourFactories


class DispatchLedgerCase(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"

    def _order(self, quantity=2, day="2026-03-02", line=None, **values):
        """An order that waits for no money, confirmed on a day."""
        values.setdefault("payment_term_id", False)
        vals = {
            "product_id": self.vehicle.id,
            "product_uom_qty": quantity,
            "tax_ids": False,
            **(line or {}),
        }
        with freeze_time(f"{day} 02:00:00"):
            order = self._create_order(order_line=[Command.create(vals)], **values)
            self.env.flush_all()
        return order.sudo()

    def _deliver(self, order, quantity=None, now="2026-03-03 02:00:00"):
        """Let goods leave at a moment in UTC; what is left waits."""
        delivery = order.picking_ids.filtered(lambda p: p.state == "assigned")
        with freeze_time(now):
            if quantity is not None:
                delivery.move_ids.quantity = quantity
                delivery.move_ids.picked = True
            delivery.with_context(skip_backorder=True).button_validate()
            self.env.flush_all()
        return delivery

    def _bring_back(self, delivery, quantity, now, **values):
        with freeze_time(now):
            back = self._return(delivery, quantity, **values)
            self.env.flush_all()
        return back

    def _invoice(self, order, day):
        with freeze_time(f"{day} 03:00:00"):
            invoice = self._create_invoice(order)
            self.env.flush_all()
        return invoice

    def _collect(self, order, amount, day):
        with freeze_time(f"{day} 03:00:00"):
            self._pay(order, amount)
            self.env.flush_all()

    def _deliver_beyond_the_order(self):
        """Two vehicles as ordered, and three chargers that nobody ordered."""
        tax = self._create_tax(13)
        charger = self._create_product(
            "Charger", 49.95, invoice_policy="delivery", taxes_id=tax.ids
        )
        self.vehicle.invoice_policy = "delivery"
        order = self._order(line={"price_unit": 100.0, "tax_ids": tax.ids})
        delivery = order.picking_ids
        self.env["stock.move"].create(
            {
                "product_id": charger.id,
                "product_uom_qty": 3,
                "picking_id": delivery.id,
                "location_id": delivery.location_id.id,
                "location_dest_id": delivery.location_dest_id.id,
            }
        )
        delivery.action_assign()
        delivery.move_ids.picked = True
        self._deliver(order)
        return order, charger

    def _read(self, order, *names, user=None):
        """The rows of an order as whoever reads them, in the order in which they were
        written."""
        rows = self.env["dispatch.ledger"].with_user(user or self.finance_checker)
        rows = rows.search([("order_id", "=", order.id)], order="date, id")
        return [
            tuple(row[name] if name != "date" else str(row.date) for name in names)
            for row in rows
        ]


class TestDispatchLedger(DispatchLedgerCase):
    def test_a_row_says_what_left_for_whom_and_what_it_is_worth(self):
        tax = self._create_tax(13)
        order = self._order(
            line={"price_unit": 100.0, "tax_ids": tax.ids},
            user_id=self.salesperson.id,
            contract_id=self._create_contract({"price_unit": 100.0}).id,
        )
        order.order_line.tax_ids = tax
        order.order_line.price_unit = 100.0
        delivery = self._deliver(order)
        row = self.env["dispatch.ledger"].with_user(self.dispatch_clerk)
        row = row.search([("order_id", "=", order.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "kind": "dispatch",
                    "order_line_id": order.order_line.id,
                    "picking_id": delivery.id,
                    "partner_id": self.customer.id,
                    "user_id": self.salesperson.id,
                    "product_id": self.vehicle.id,
                    "quantity": 2,
                    "price_unit": 100.0,
                    "amount_untaxed": 200.0,
                    "amount_tax": 26.0,
                    "amount_total": 226.0,
                    "amount_currency": 226.0,
                    "currency_id": self.company.currency_id.id,
                }
            ],
        )
        self.assertEqual(row.contract_id, order.contract_id)
        self.assertEqual(row.action_open_order()["res_id"], order.id)

    def test_a_person_of_a_customer_counts_as_the_customer(self):
        buyer = self.customer.create({"name": "Li", "parent_id": self.customer.id})
        order = self._order(partner_id=buyer.id)
        self._deliver(order)
        self.assertEqual(self._read(order, "partner_id"), [(self.customer,)])

    def test_what_waits_or_was_cancelled_has_not_left(self):
        order = self._order()
        self.assertFalse(self._read(order, "quantity"))
        order.picking_ids.action_cancel()
        self.env.flush_all()
        self.assertFalse(self._read(order, "quantity"))

    def test_the_day_is_that_of_the_company(self):
        order = self._order()
        self._deliver(order, now="2026-03-03 16:30:00")
        self.executive.tz = "America/New_York"
        self.assertEqual(
            self._read(order, "date", user=self.executive), [("2026-03-04",)]
        )

    def test_without_a_zone_the_day_is_that_of_the_working_hours(self):
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.executive.tz = "America/New_York"
        with freeze_time("2026-03-03 16:30:00"):
            today = self.company.with_user(self.executive)._get_today()
        self.assertEqual(str(today), "2026-03-04")
        order = self._order()
        self._deliver(order, now="2026-03-03 16:30:00")
        self.assertEqual(
            self._read(order, "date", user=self.executive), [("2026-03-04",)]
        )

    def test_working_days_are_those_where_the_company_is(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        self.company.resource_calendar_id.tz = "America/New_York"
        first, last = date(2026, 3, 2), date(2026, 3, 8)
        self.assertEqual(
            {day.weekday() for day in self.company._get_working_days(first, last)},
            {0, 1, 2, 3, 4},
        )

    def test_parts_add_up_to_the_line_to_the_cent(self):
        order = self._order(3, line={"price_unit": 33.33, "discount": 50.0})
        self.assertEqual(order.amount_total, 50.0)
        for day in (3, 4, 5):
            self._deliver(order, 1, f"2026-03-0{day} 02:00:00")
        self.assertEqual(
            self._read(order, "date", "quantity", "amount_total"),
            [("2026-03-03", 1, 16.67), ("2026-03-04", 1, 16.66)]
            + [("2026-03-05", 1, 16.67)],
        )

    def test_what_comes_back_is_negative_on_its_own_day(self):
        order = self._order(4, line={"price_unit": 100.0})
        delivery = self._deliver(order)
        self._bring_back(delivery, 1, "2026-04-01 02:00:00")
        self._bring_back(delivery, 2, "2026-05-01 02:00:00", counts_less=False)
        self.assertEqual(
            self._read(order, "date", "kind", "quantity", "amount_total"),
            [
                ("2026-03-03", "dispatch", 4, 400.0),
                ("2026-04-01", "return", -1, -100.0),
                ("2026-05-01", "return", -2, -200.0),
            ],
        )

    def test_more_than_ordered_is_worth_more(self):
        order = self._order(2, line={"price_unit": 100.0})
        self._deliver(order, 3)
        self.assertEqual(self._read(order, "quantity", "amount_total"), [(3, 300.0)])

    def test_quantities_are_in_the_unit_of_the_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order(2, line={"price_unit": 1200.0, "product_uom_id": dozen.id})
        delivery = order.picking_ids
        self.assertEqual(delivery.move_ids.product_uom_qty, 24)
        self._deliver(order, 6)
        self._deliver(order, now="2026-03-04 02:00:00")
        self.assertEqual(
            self._read(order, "product_uom_id", "quantity", "amount_total"),
            [(dozen, 0.5, 600.0), (dozen, 1.5, 1800.0)],
        )

    def test_foreign_money_counts_at_the_rate_of_the_order(self):
        dollar = self._set_rates("USD", ("2026-01-01", 7.0), ("2026-03-03", 8.0))
        pricelist = self.env["product.pricelist"].create(
            {"name": "Export", "currency_id": dollar.id}
        )
        order = self._order(line={"price_unit": 1000.0}, pricelist_id=pricelist.id)
        self._deliver(order)
        self.assertEqual(
            self._read(order, "amount_currency", "order_currency_id"),
            [(2000.0, dollar)],
        )
        ((amount, currency),) = self._read(order, "amount_total", "currency_id")
        self.assertAlmostEqual(amount, 14000.0, 6)
        self.assertEqual(currency, self.company.currency_id)

    def test_a_service_has_left_when_it_counts_as_delivered(self):
        service = self._create_product(
            "Training", 900.0, on_hand=0, type="service", is_storable=False
        )
        order = self._order(1, line={"product_id": service.id})
        self.assertFalse(self._read(order, "quantity"))
        order.order_line.qty_delivered = 1
        self.env.flush_all()
        self.assertEqual(
            self._read(order, "date", "kind", "quantity", "amount_total"),
            [("2026-03-02", "other", 1, 900.0)],
        )

    def test_invoices_and_money_are_for_what_left_first(self):
        order = self._order(4, line={"price_unit": 100.0})
        first = self._deliver(order, 1)
        with freeze_time("2026-03-03 03:00:00"):
            invoice = self._create_invoice(order)
        self._deliver(order, now="2026-03-04 02:00:00")
        with freeze_time("2026-03-05 02:00:00"):
            self._pay(order, 250.0)
            self.env.flush_all()
        names = "amount_total", "amount_invoiced", "amount_received"
        self.assertEqual(invoice.amount_total, 100.0)
        self.assertEqual(
            self._read(order, *names), [(100.0, 100.0, 100.0), (300.0, 0.0, 150.0)]
        )
        self._bring_back(first, 1, "2026-03-06 02:00:00")
        self.assertEqual(self._read(order, *names)[2], (-100.0, 0.0, 0.0))

    def test_what_comes_back_takes_along_what_was_paid_for_it(self):
        order = self._order(2, line={"price_unit": 100.0})
        delivery = self._deliver(order)
        self._pay(order)
        self._bring_back(delivery, 1, "2026-03-06 02:00:00")
        self.assertEqual(
            self._read(order, "amount_total", "amount_received"),
            [(200.0, 200.0), (-100.0, -100.0)],
        )

    def test_what_left_beyond_the_order_is_worth_what_is_invoiced(self):
        order, charger = self._deliver_beyond_the_order()
        rows = self._read(order, "product_id", "quantity", "amount_total")
        self.assertEqual(rows, [(self.vehicle, 2, 226.0), (charger, 3, 169.33)])
        self._invoice(order, "2026-03-04")
        self._collect(order, 395.33, "2026-03-05")
        names = "amount_total", "amount_invoiced", "amount_received"
        self.assertEqual(
            self._read(order, *names), [(226.0, 226.0, 226.0), (169.33, 169.33, 169.33)]
        )

    def test_what_came_back_of_it_keeps_its_price(self):
        order, charger = self._deliver_beyond_the_order()
        self._bring_back(order.picking_ids, 2, "2026-03-06 02:00:00")
        rows = self._read(order, "product_id", "quantity", "amount_total")
        self.assertEqual(
            [row[1:] for row in rows if row[0] == charger], [(3, 169.33), (-2, -112.89)]
        )

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_a_salesperson_reads_own_orders(self):
        own = self._order(user_id=self.salesperson.id)
        other = self._order(user_id=self.order_clerk.id)
        self._deliver(own)
        self._deliver(other)
        rows = self.env["dispatch.ledger"].with_user(self.salesperson).search([])
        self.assertEqual(rows.order_id, own)
        rows = self.env["dispatch.ledger"].with_user(self.dispatch_clerk).search([])
        self.assertEqual(rows.order_id.sudo(), own + other)

    def test_other_companies_are_not_read(self):
        order = self._order()
        self._deliver(order)
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        stranger = self._create_user(
            "stranger",
            "finance_checker",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        rows = self.env["dispatch.ledger"].with_user(stranger)
        rows = rows.with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(rows.search([("order_id", "=", order.id)]))
        self.assertTrue(self._read(order, "quantity"))

    def test_whoever_has_no_role_reads_nothing(self):
        user = new_test_user(self.env, "nobody", "base.group_user")
        rows = self.env["dispatch.ledger"].with_user(user)
        self.assertFalse(rows.has_access("read"))


@pytest.mark.neighbours
class TestDispatchLedgerNeighbours(NeighbourFactories, DispatchLedgerCase):
    def setUp(self):
        super().setUp()
        self.seller = self.order_clerk
        self.sender = self.dispatch_clerk

    def test_a_kit_is_worth_what_it_is_when_its_parts_leave(self):
        order, body, wheel = self._order_kits(2)
        delivery = order.picking_ids
        with freeze_time("2026-03-03 02:00:00"):
            for part, quantity in ((body, 1), (wheel, 4)):
                move = delivery.move_ids.filtered(lambda m, p=part: m.product_id == p)
                move.write({"quantity": quantity, "picked": True})
            delivery.with_context(skip_backorder=True).button_validate()
            self.env.flush_all()
        self._deliver(order, now="2026-03-04 02:00:00")
        self.assertEqual(
            self._read(order, "date", "product_id", "quantity", "amount_total"),
            [
                ("2026-03-03", order.order_line.product_id, 1, 30000.0),
                ("2026-03-04", order.order_line.product_id, 1, 30000.0),
            ],
        )

    def test_a_kit_that_comes_back_is_shown_both_ways(self):
        order, *_parts = self._order_kits(2)
        delivery = self._deliver(order)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        for line in wizard.product_return_moves:
            line.write({"quantity": line.move_quantity, "to_refund": True})
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        with freeze_time("2026-04-01 02:00:00"):
            back.button_validate()
            self.env.flush_all()
        self.assertEqual(
            self._read(order, "date", "kind", "quantity", "amount_total"),
            [
                ("2026-03-03", "dispatch", 2, 60000.0),
                ("2026-04-01", "return", -2, -60000.0),
            ],
        )

    def test_what_the_supplier_sends_has_left(self):
        supplier = self.env["res.partner"].create({"name": "Chargers Ltd"})
        charger = self._create_product(
            "Charging pile",
            3600.0,
            on_hand=0,
            route_ids=self.env.ref("stock_dropshipping.route_drop_shipping").ids,
            seller_ids=[Command.create({"partner_id": supplier.id, "price": 1.0})],
        )
        order = self._order(2, line={"product_id": charger.id})
        purchase = order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        with freeze_time("2026-03-05 02:00:00"):
            purchase.picking_ids.move_ids.picked = True
            purchase.picking_ids.button_validate()
            self.env.flush_all()
        self.assertEqual(
            self._read(order, "date", "quantity", "amount_total"),
            [("2026-03-05", 2, 7200.0)],
        )

    def test_what_a_repair_puts_in_has_left_with_it(self):
        order = self._order(1)
        battery = self._create_product("Battery", 9000.0)
        part = {
            "product_id": battery.id,
            "product_uom_qty": 1,
            "repair_line_type": "add",
        }
        repair = self._create_repair(order, move_ids=[Command.create(part)])
        with freeze_time("2026-03-06 02:00:00"):
            repair.action_repair_end()
            self.env.flush_all()
        line = repair.move_ids.sale_line_id
        self.assertEqual(line.qty_delivered, 1)
        self.assertEqual(
            self._read(order, "kind", "product_id", "quantity"),
            [("other", battery, 1)],
        )

    def _order_kits(self, quantity):
        body = self._create_product("Body", 1.0)
        wheel = self._create_product("Wheel", 1.0)
        kit = self._create_product("Kit car", 30000.0, on_hand=0)
        self._create_bom(kit, "phantom", {body: 1, wheel: 4})
        order = self._order(quantity, line={"product_id": kit.id})
        return order, body, wheel
