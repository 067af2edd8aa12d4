"""A contract over ten vehicles, and what happens to it."""

from odoo.fields import Command

from .common import BackOfficeCase

ONE_PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASU"
    b"VORK5CYII="
)


class ContractCase(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.invoice_policy = "delivery"
        cls.contract = cls._create_contract(
            {"price_unit": 80000.0, "date_due": "2026-03-31"},
            date_end="2026-06-30",
            payment_term_id=False,
            delivery_responsible_id=cls.dispatch_clerk.id,
            payment_responsible_id=cls.finance_checker.id,
        )
        cls.line = cls.contract.line_ids

    def _call(self, quantity, contract=None, confirm=True, **values):
        """A confirmed order of vehicles of the contract."""
        line = {
            "product_id": self.vehicle.id,
            "product_uom_qty": quantity,
            "product_uom_id": self.vehicle.uom_id.id,
            **values.pop("line", {}),
        }
        order = self._create_order(
            contract_id=(contract or self.contract).id,
            order_line=[Command.create(line)],
            payment_term_id=(contract or self.contract).payment_term_id.id,
            confirm=confirm,
            **values,
        )
        return order.sudo()

    def _return(self, delivery, quantity, counts_less=True):
        """Goods come back; not always does that change what the order delivered."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.write(
            {"quantity": quantity, "to_refund": counts_less}
        )
        action = wizard.action_create_returns()
        picking = self.env["stock.picking"].browse(action["res_id"])
        picking.button_validate()
        return picking

    def assertFigures(self, **figures):
        """Quantities by the end of their names; other figures by their names."""
        for name, figure in figures.items():
            name = name if name in self.line._fields else f"quantity_{name}"
            self.assertEqual(self.line[name], figure, name)
