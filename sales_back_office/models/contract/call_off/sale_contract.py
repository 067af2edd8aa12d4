from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleContract(models.Model):
    """The orders that call a contract, and what they have left of it."""

    _inherit = "sale.contract"

    order_ids = fields.One2many("sale.order", "contract_id", string="Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    is_called_off = fields.Boolean(
        string="Ordered in full", compute="_compute_is_called_off", store=True
    )

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract._origin, 0)

    @api.depends("line_ids.active", "line_ids.quantity", "line_ids.quantity_ordered")
    def _compute_is_called_off(self):
        for contract in self:
            contract.is_called_off = not any(
                line._has_quantity_left() for line in contract.line_ids
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_create_order(self):
        """Open a new order for what no order has called yet (duty 35).

        What the contract words freely comes along as a note: which product it is, the
        clerk knows.

        :return: window action on the new quotation
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the contract is not signed, or all of it is ordered
        """
        self.ensure_one()
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("read")
        self._check_state("signed")
        lines = self.line_ids.filtered(lambda line: line._has_quantity_left())
        if not lines:
            raise UserError(self.env._("All of %s is ordered.", self.display_name))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "contract_id": self.id,
                "pricelist_id": self._get_pricelist().id,
                "order_line": [
                    Command.create(line._prepare_order_line()) for line in lines
                ],
            }
        )
        return order._get_records_action()

    def action_view_orders(self):
        """Open the orders that call the contract.

        :return: window action on ``sale.order``
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _has_left_of(self, products):
        """Whether something is left to call of one of the products, if there are any.

        What is promised in words only may be any of them.
        """
        self.ensure_one()
        return not products or any(
            not line.product_id or line.product_id in products
            for line in self.line_ids
            if line._has_quantity_left()
        )

    def _get_pricelist(self):
        """The customer's pricelist, or one in the currency of the contract."""
        self.ensure_one()
        own = self.partner_id.with_company(self.company_id).property_product_pricelist
        if own.currency_id == self.currency_id:
            return own
        return own.search(
            [
                ("currency_id", "=", self.currency_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
