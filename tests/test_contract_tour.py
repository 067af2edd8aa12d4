"""A contract in the browser: entered, signed, called, partly delivered, invoiced and
paid. Nobody touches its fulfilment list."""

from odoo.tests import HttpCase

from .common import BackOfficeCase


class TestContractTour(BackOfficeCase, HttpCase):
    def test_every_column_moves_by_itself(self):
        self.vehicle.invoice_policy = "delivery"
        self._tour("enter", "sale_contract_action", "order_clerk")
        contract = self.env["sale.contract"].search(
            [("customer_reference", "=", "KM-2026-7")]
        )
        page = f"sale_contract_action/{contract.id}"
        self.assertFigures(contract, state="signed", amount_total=800000.0)

        self._tour("call", page, "order_clerk")
        self.assertFigures(contract, amount_ordered=320000.0, amount_delivered=0.0)
        order = contract.order_ids
        delivery = order.picking_ids

        self._tour(
            "deliver", f"stock_picking_action_dispatch/{delivery.id}", "dispatch_clerk"
        )
        self.assertFigures(contract, amount_delivered=240000.0, amount_invoiced=0.0)

        self._tour("invoice", f"sale_order_action_gate/{order.id}", "order_clerk")
        self.assertFigures(contract, amount_invoiced=0.0)

        invoice = order.sudo().invoice_ids
        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice_type/{invoice.id}",
            "sales_back_office_contract_collect",
            login="finance_checker",
        )
        self.env.invalidate_all()
        self.assertFigures(contract, amount_invoiced=240000.0, amount_received=240000.0)

        self._tour("look", page, "executive")

    def _tour(self, name, page, login):
        self.start_tour(
            f"/odoo/action-sales_back_office.{page}",
            f"sales_back_office_contract_{name}",
            login=login,
        )
        self.env.invalidate_all()

    def assertFigures(self, contract, **figures):
        self.assertRecordValues(contract, [figures])
