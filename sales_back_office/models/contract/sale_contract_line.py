from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_round

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
    """One thing promised in a contract: how much of it, for how much, by when."""

    _name = "sale.contract.line"
    _inherit = ["sealed.mixin"]  # an amendment goes past the lock
    _description = "Sales contract line"
    # The newest contract first; by its own order, the database would sort all lines.
    _order = "contract_id.id desc, sequence, id"
    _rec_name = "name"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "sale.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="contract_id.currency_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, precompute=True
    )
    state = fields.Selection(related="contract_id.state")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="An amendment that takes a line out leaves it readable."
    )
    product_id = fields.Many2one(
        "product.product",
        domain=[("sale_ok", "=", True)],
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    name = fields.Text(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    price_unit = fields.Float(
        string="Unit price",
        digits="Product Price",
        required=True,
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        domain=[("type_tax_use", "=", "sale")],
        compute="_compute_tax_ids",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        groups="base.group_user",
    )
    price_subtotal = fields.Monetary(
        string="Untaxed amount", compute="_compute_amount", store=True
    )
    price_total = fields.Monetary(
        string="Amount", compute="_compute_amount", store=True
    )
    date_due = fields.Date(string="Due on", index="btree_not_null")

    # fulfilment: what the orders that call the line make of it
    order_line_ids = fields.One2many(
        "sale.order.line", "contract_line_id", string="Order lines"
    )
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

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.display_name or line.name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        piece = self.env.ref("uom.product_uom_unit")
        for line in self:
            own = line.product_id.uom_id
            line.product_uom_id = own or line.product_uom_id or piece

    @api.depends("product_id", "currency_id")
    def _compute_price_unit(self):
        for line in self:
            product = line.product_id.with_company(line.company_id)
            line.price_unit = (
                product.currency_id._convert(
                    product.lst_price,
                    line.currency_id,
                    line.company_id,
                    line.contract_id.date_signed or fields.Date.context_today(line),
                )
                if product and line.currency_id
                else line.price_unit
            )

    @api.depends("product_id", "company_id")
    def _compute_tax_ids(self):
        for line in self:
            taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
            line.tax_ids = [Command.set(taxes.ids)]

    @api.depends("quantity", "price_unit", "tax_ids", "currency_id", "company_id")
    def _compute_amount(self):
        taxes = self.env["account.tax"]
        for line in self:
            base_line = taxes._prepare_base_line_for_taxes_computation(
                line,
                tax_ids=line.tax_ids,
                quantity=line.quantity,
                partner_id=line.partner_id,
                currency_id=line.currency_id or line.company_id.currency_id,
            )
            taxes._add_tax_details_in_base_line(base_line, line.company_id)
            taxes._round_base_lines_tax_details([base_line], line.company_id)
            details = base_line["tax_details"]
            line.price_subtotal = details["total_excluded_currency"]
            line.price_total = details["total_included_currency"]

    @api.depends(
        "order_line_ids.contract_quantity_ordered",
        "order_line_ids.contract_amount_ordered",
        "order_line_ids.contract_quantity_dispatched",
        "order_line_ids.contract_quantity_signed_for",
        "order_line_ids.contract_quantity_returned",
        "order_line_ids.contract_quantity_delivered",
        "order_line_ids.contract_amount_delivered",
        "order_line_ids.contract_quantity_invoiced",
        "order_line_ids.contract_amount_invoiced",
        "order_line_ids.contract_amount_received",
    )
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

    # Not a CHECK: an import of contracts would show the error of the database.
    @api.constrains("quantity")
    def _check_quantity(self):
        for line in self:
            if line.product_uom_id.compare(line.quantity, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "%(line)s in %(contract)s: a contract is for more than nothing."
                        " Enter a quantity.",
                        line=line.name,
                        contract=line.contract_id.name,
                    )
                )

    @api.constrains("product_id", "product_uom_id")
    def _check_unit(self):
        for line in self:
            unit, own = line.product_uom_id, line.product_id.uom_id
            if line.product_id and not unit._has_common_reference(own):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not counted in %(unit)s. Choose a unit like"
                        " %(own)s.",
                        product=line.product_id.display_name,
                        unit=unit.name,
                        own=own.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to lock what was promised."""
        self._get_parents("contract_id", vals_list)._hold_open()
        return super().create([self._drop_blanks(vals) for vals in vals_list])

    def write(self, vals):
        """Override of `base` to lock what was promised."""
        contracts = self.contract_id
        if vals.get("contract_id"):
            contracts |= contracts.browse(vals["contract_id"])
        contracts._hold_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.contract_id._hold_open()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _drop_blanks(self, vals):
        """An import sends its empty cells, too: what is required is computed then."""
        fields = self._fields
        return {
            name: value
            for name, value in vals.items()
            if not (value is False and fields[name].required and fields[name].compute)
        }

    def _prepare_amendment(self):
        """Values of an amendment's line that changes nothing yet."""
        self.ensure_one()
        return {
            "contract_line_id": self.id,
            "sequence": self.sequence,
            "product_id": self.product_id.id,
            "name": self.name,
            "quantity": self.quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "date_due": self.date_due,
        }

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

    @api.model
    def _format_number(self, quantity):
        """As people write it: `4`, not `4.0`, and all digits of a million."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return f"{float_round(quantity, precision_digits=digits):.15g}"

    def _get_quantity_left(self):
        """What no order has called yet: nothing, once the line was taken out."""
        self.ensure_one()
        return (self.quantity if self.active else 0.0) - self.quantity_ordered

    def _has_quantity_left(self):
        self.ensure_one()
        return self.product_uom_id.compare(self._get_quantity_left(), 0) > 0

    def _is_open(self):
        """Whether something is still to be delivered."""
        self.ensure_one()
        return self.product_uom_id.compare(self.quantity_open, 0) > 0

    def _get_quantity_left_for(self, order):
        """What other orders have left of the line for this one."""
        self.ensure_one()
        # What is being typed in counts as ordered once it is saved.
        lines = order._origin.order_line
        own = lines.filtered(lambda line: line.contract_line_id == self)
        return self._get_quantity_left() + sum(own.mapped("contract_quantity_ordered"))

    def _prepare_order_line(self):
        """Values of an order line that calls what is left, or of a note about it."""
        self.ensure_one()
        if not self.product_id:
            note = self.env._(
                "Choose a product for this line of the contract: %(line)s, %(left)s"
                " %(unit)s left",
                line=self.name,
                left=self._format_number(self._get_quantity_left()),
                unit=self.product_uom_id.name,
            )
            return {"display_type": "line_note", "name": note}
        return {
            "product_id": self.product_id.id,
            "product_uom_id": self.product_uom_id.id,
            "product_uom_qty": self._get_quantity_left(),
            "contract_line_id": self.id,
        }
