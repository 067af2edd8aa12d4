from odoo import api, fields, models

# What order lines contribute to the line that they call, there with the prefix
# `contract_`.
CONTRIBUTIONS = (
    "quantity_ordered",
    "amount_ordered",
    "quantity_dispatched",
    "quantity_signed_for",
    "quantity_returned",
    "quantity_delivered",
    "amount_delivered",
    "quantity_invoiced",
    "amount_invoiced",
    "amount_received",
)
# What an event may change of a line, and what it depends on.
FULFILMENT = (
    *CONTRIBUTIONS,
    *("quantity", "quantity_open", "price_total", "amount_open"),
)


class SaleContractLine(models.Model):
    """What the orders that call a line make of it, and what is to be done next."""

    _inherit = "sale.contract.line"

    quantity_ordered = fields.Float(
        string="Ordered",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
    )
    quantity_dispatched = fields.Float(
        string="Dispatched",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
        help="What has left, also what came back since.",
    )
    quantity_signed_for = fields.Float(
        string="Signed for",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
        help="What the customer has signed for on the delivery, also what came back"
        " since. Needs Signature in the settings of Inventory.",
    )
    quantity_returned = fields.Float(
        string="Returned",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
    )
    quantity_delivered = fields.Float(
        string="Delivered",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
        help="What counts as delivered on the orders: what has left, less returns that"
        " change the order.",
    )
    quantity_invoiced = fields.Float(
        string="Invoiced",
        digits="Product Unit",
        compute="_compute_fulfilment",
        store=True,
        help="What posted invoices bill, less credit notes.",
    )
    quantity_open = fields.Float(
        string="Open",
        digits="Product Unit",
        compute="_compute_open",
        store=True,
        help="What is still to be delivered.",
    )
    amount_ordered = fields.Monetary(compute="_compute_fulfilment", store=True)
    amount_delivered = fields.Monetary(compute="_compute_fulfilment", store=True)
    amount_invoiced = fields.Monetary(
        compute="_compute_fulfilment",
        store=True,
        help="What posted invoices ask for, less credit notes. A down payment counts"
        " for the lines of its order by value.",
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_fulfilment", store=True
    )
    amount_open = fields.Monetary(
        string="To receive",
        compute="_compute_open",
        store=True,
        help="What the customer still has to pay of this line.",
    )
    days_left = fields.Integer(
        compute="_compute_days_left",
        groups="base.group_user",
        help="Until the line is due; below 0, it is late.",
    )
    next_step = fields.Char(compute="_compute_next_step", groups="base.group_user")
    next_responsible_id = fields.Many2one(
        "res.users",
        string="By",
        compute="_compute_next_step",
        groups="base.group_user",
    )

    @api.depends(*(f"order_line_ids.contract_{name}" for name in CONTRIBUTIONS))
    def _compute_fulfilment(self):
        """Add up what the order lines contribute, which they keep stored: one query,
        however many orders have called the contract."""
        self.fetch(FULFILMENT)  # what stays as it was is then not written again
        figures = {
            contract_line: sums
            for contract_line, *sums in self.env["sale.order.line"]._read_group(
                [("contract_line_id", "in", self.ids)],
                ["contract_line_id"],
                [f"contract_{name}:sum" for name in CONTRIBUTIONS],
            )
        }
        for line in self:
            sums = figures.get(line._origin, [0.0] * len(CONTRIBUTIONS))
            line.update(dict(zip(CONTRIBUTIONS, sums, strict=True)))

    @api.depends("quantity", "quantity_delivered", "price_total", "amount_received")
    def _compute_open(self):
        for line in self:
            line.quantity_open = max(line.quantity - line.quantity_delivered, 0.0)
            line.amount_open = max(line.price_total - line.amount_received, 0.0)

    @api.depends("date_due")
    def _compute_days_left(self):
        for company, lines in self.grouped("company_id").items():
            today = company._get_today()
            for line in lines:
                line.days_left = (line.date_due - today).days if line.date_due else 0

    @api.depends(
        "quantity_ordered",
        "quantity_delivered",
        "quantity_invoiced",
        "amount_open",
        "state",
    )
    @api.depends_context("lang")
    def _compute_next_step(self):
        for line in self:
            line.next_step, line.next_responsible_id = line._get_next_step()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _is_open(self):
        """Whether something is still to be delivered."""
        self.ensure_one()
        return self.product_uom_id.compare(self.quantity_open, 0) > 0

    def _get_next_step(self):
        """What is to be done now, and by whom: `(sentence, res.users)`."""
        self.ensure_one()
        nobody = self.env["res.users"]
        contract, unit = self.contract_id, self.product_uom_id
        if self.state != "signed":
            return False, nobody
        to_order = self.quantity - self.quantity_ordered
        to_deliver = min(self.quantity_ordered, self.quantity) - self.quantity_delivered
        to_invoice = self.quantity_delivered - self.quantity_invoiced
        if unit.compare(to_invoice, 0) > 0:
            step = self.env._("Invoice %s", self._format_quantity(to_invoice))
            return step, contract.payment_responsible_id
        if unit.compare(to_deliver, 0) > 0:
            step = self.env._("Deliver %s", self._format_quantity(to_deliver))
            return step, contract.delivery_responsible_id
        if unit.compare(to_order, 0) > 0:
            step = self.env._("Call %s", self._format_quantity(to_order))
            return step, contract.user_id
        if self.currency_id.compare_amounts(self.amount_open, 0) > 0:
            amount = self.currency_id.format(self.amount_open)
            return self.env._("Collect %s", amount), contract.payment_responsible_id
        return False, nobody

    def _format_quantity(self, quantity):
        return f"{self._format_number(quantity)} {self.product_uom_id.name}"
