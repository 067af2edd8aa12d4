from odoo import api, fields, models


class SaleOrder(models.Model):
    """The money of an order that calls a contract, for its lines."""

    _inherit = "sale.order"

    # The order itself, if it calls a contract. Lines depend on its money by this link:
    # at other orders the ORM finds it empty, and their payments cost no query here.
    calling_order_id = fields.Many2one(
        "sale.order",
        string="Calling order",
        compute="_compute_calling_order_id",
        search="_search_calling_order_id",
        groups=fields.NO_ACCESS,
    )
    calling_order_ids = fields.One2many(
        "sale.order",
        "calling_order_id",
        string="Calling orders",
        groups=fields.NO_ACCESS,
    )

    @api.depends("contract_id")
    def _compute_calling_order_id(self):
        for order in self:
            order.calling_order_id = order if order.contract_id else False

    def _search_calling_order_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("contract_id", "!=", False), ("id", "in", value)]

    def _split_by_value(self, amount):
        """Parts of an amount that belong to the lines of the order, by their value.

        :return: ``{sale.order.line: part}``
        """
        self.ensure_one()
        lines = self.order_line.sorted("id")
        values = lines.mapped("price_total")
        parts = self.currency_id._split(amount, values, sum(values))
        return dict(zip(lines, parts, strict=True))
