from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_compare
from odoo.tools.sql import column_exists, create_column


class SaleOrderLine(models.Model):
    """A line that calls a contract, and what it contributes to its fulfilment:
    quantities in the unit of the contract, amounts in its currency."""

    _inherit = "sale.order.line"

    # What an order must not change without the contract noticing.
    _contract_terms = frozenset(
        {
            "contract_line_id",
            "contract_price_reason",
            "discount",
            "price_unit",
            "product_uom_id",
            "product_uom_qty",
        }
    )

    contract_line_id = fields.Many2one(
        "sale.contract.line",
        compute="_compute_contract_line_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('contract_id', '=', parent.contract_id)]",
    )
    contract_price_reason = fields.Char(
        string="Reason for another price",
        copy=False,
        groups="sales_back_office.group_use_contract",
        help="Why the price is not that of the contract.",
    )
    contract_quantity_ordered = fields.Float(
        digits="Product Unit", compute="_compute_contract_ordered", store=True
    )
    contract_amount_ordered = fields.Monetary(
        compute="_compute_contract_ordered", store=True
    )
    contract_quantity_delivered = fields.Float(
        digits="Product Unit", compute="_compute_contract_delivered", store=True
    )
    contract_amount_delivered = fields.Monetary(
        compute="_compute_contract_delivered", store=True
    )
    contract_quantity_returned = fields.Float(
        digits="Product Unit", compute="_compute_contract_moved", store=True
    )
    contract_quantity_signed_for = fields.Float(
        digits="Product Unit", compute="_compute_contract_moved", store=True
    )
    contract_quantity_invoiced = fields.Float(
        digits="Product Unit", compute="_compute_contract_invoiced", store=True
    )
    contract_amount_invoiced = fields.Monetary(
        compute="_compute_contract_invoiced", store=True
    )
    contract_amount_received = fields.Monetary(
        compute="_compute_contract_amount_received", store=True
    )

    def _auto_init(self):
        """Override of `base`: no line called a contract before the installation, so a
        long history need not be computed."""
        for name, field in self._fields.items():
            if name.startswith("contract_") and field.compute:
                if not column_exists(self.env.cr, self._table, name):
                    create_column(self.env.cr, self._table, name, field.column_type[1])
        return super()._auto_init()

    @api.depends("product_id", "order_id.contract_id")
    def _compute_contract_line_id(self):
        """Offer the line of the contract with the same product, one with something left
        first; what was chosen by hand stays."""
        for line in self:
            contract = line.order_id.contract_id
            if line.contract_line_id and line.contract_line_id.contract_id == contract:
                continue
            own = contract.line_ids.filtered(
                lambda own, line=line: (
                    own.product_id and own.product_id == line.product_id
                )
            )
            left = own.filtered(lambda own: own._get_quantity_left() > 0)
            line.contract_line_id = (left or own)[:1]

    @api.depends("contract_line_id")
    def _compute_price_unit(self):
        """Override of `sale`: `_reset_price_unit` takes the price of the contract."""
        return super()._compute_price_unit()

    @api.depends("contract_line_id")
    def _compute_tax_ids(self):
        """Override of `sale` to take the taxes of the contract."""
        called = self.filtered("contract_line_id")
        result = super(SaleOrderLine, self - called)._compute_tax_ids()
        for line in called:
            line.tax_ids = [Command.set(line.contract_line_id.tax_ids.ids)]
        return result

    @api.depends("contract_line_id")
    def _compute_discount(self):
        """Override of `sale`: no pricelist lowers the price of a contract."""
        called = self.filtered("contract_line_id")
        result = super(SaleOrderLine, self - called)._compute_discount()
        for line in called:
            line.discount = line.discount or 0.0
        return result

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "product_uom_qty",
        "price_total",
        "state",
    )
    def _compute_contract_ordered(self):
        for line in self:
            is_ordered = line.contract_line_id and line.state == "sale"
            line.contract_quantity_ordered = (
                line._get_called_quantity() if is_ordered else 0.0
            )
            line.contract_amount_ordered = line.price_total if is_ordered else 0.0

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "product_uom_qty",
        "price_total",
        "qty_delivered",
    )
    def _compute_contract_delivered(self):
        for line in self:
            is_called = bool(line.contract_line_id)
            line.contract_quantity_delivered = (
                line._to_contract_unit(line.qty_delivered) if is_called else 0.0
            )
            line.contract_amount_delivered = (
                line._get_amount_of(line.qty_delivered) if is_called else 0.0
            )

    @api.depends(
        "contract_line_id.product_uom_id",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.location_dest_id",
        "move_ids.picking_id.signature",
    )
    def _compute_contract_moved(self):
        for line in self:
            returned = signed_for = 0.0
            if line.contract_line_id:
                for move in line.move_ids.filtered(lambda move: move.state == "done"):
                    # Parts of a kit leave one by one; they are counted as delivered.
                    if move.product_id != line.product_id:
                        continue
                    quantity = line._to_contract_unit(move.quantity, move.product_uom)
                    if move._is_dispatch():
                        signed_for += quantity if move.picking_id.is_signed else 0.0
                    elif move.location_id._is_with_customer():
                        returned += quantity
            line.contract_quantity_returned = returned
            line.contract_quantity_signed_for = signed_for

    @api.depends(
        "contract_line_id.product_uom_id",
        "product_uom_id",
        "qty_invoiced",
        "invoice_lines.parent_state",
        "invoice_lines.price_total",
    )
    def _compute_contract_invoiced(self):
        for line in self:
            is_called = bool(line.contract_line_id)
            line.contract_quantity_invoiced = (
                line._to_contract_unit(line.qty_invoiced) if is_called else 0.0
            )
            line.contract_amount_invoiced = (
                line._get_amount_invoiced() if is_called else 0.0
            )

    @api.depends(
        "contract_line_id",
        "order_id.amount_received",
        "order_id.order_line.price_total",
    )
    def _compute_contract_amount_received(self):
        """The money of an order belongs to its lines by value.

        The parts are neighbouring stretches of the sum, so they add up to the cent.
        """
        for line in self.filtered(lambda line: not line.contract_line_id):
            line.contract_amount_received = 0.0
        called = self.filtered("contract_line_id")
        for order, lines in called.grouped("order_id").items():
            whole = sum(order.order_line.mapped("price_total"))
            before = 0.0
            for line in order.order_line.sorted("id"):
                after = before + line.price_total
                if line in lines:
                    line.contract_amount_received = whole and (
                        order.currency_id.round(order.amount_received * after / whole)
                        - order.currency_id.round(
                            order.amount_received * before / whole
                        )
                    )
                before = after

    @api.constrains("contract_line_id")
    def _check_contract_line(self):
        # sudo: an order is held to its contract, whoever may read that.
        for line in self.sudo().filtered("contract_line_id"):
            called = line.contract_line_id
            if called.contract_id != line.order_id.contract_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s stands in %(contract)s, which %(order)s does not"
                        " call.",
                        line=called.name,
                        contract=called.contract_id.name,
                        order=line.order_id.name,
                    )
                )
            if called.product_id and called.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "%(contract)s promises %(promised)s in this line, not"
                        " %(product)s.",
                        contract=called.contract_id.name,
                        promised=called.product_id.display_name,
                        product=line.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sale` to hold a running order to its contract, too."""
        lines = super().create(vals_list)
        lines._check_contract_kept()
        return lines

    def write(self, vals):
        """Override of `sale`, as `create`."""
        result = super().write(vals)
        if not self._contract_terms.isdisjoint(vals):
            self._check_contract_kept()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_contract_kept(self):
        running = self.order_id.filtered(lambda order: order.state == "sale")
        running._check_contract_kept()

    def _reset_price_unit(self):
        """Override of `sale`: the price of the contract holds."""
        self.ensure_one()
        if not self.contract_line_id:
            return super()._reset_price_unit()
        price = self._get_contract_price()
        self.update({"price_unit": price, "technical_price_unit": price})

    def _get_contract_price(self):
        """Price of the contract for one unit of this line."""
        self.ensure_one()
        called = self.contract_line_id
        unit = self.product_uom_id or called.product_uom_id
        return called.product_uom_id._compute_price(called.price_unit, unit)

    def _needs_price_reason(self):
        """Whether the price is not that of the contract, and nobody has said why."""
        self.ensure_one()
        if not self.contract_line_id or (self.contract_price_reason or "").strip():
            return False
        digits = self.env["decimal.precision"].precision_get("Product Price")
        price = self.price_unit * (1 - self.discount / 100)
        return bool(
            float_compare(price, self._get_contract_price(), precision_digits=digits)
        )

    def _get_called_quantity(self):
        """What is ordered, in the unit of the contract."""
        self.ensure_one()
        return self._to_contract_unit(self.product_uom_qty)

    def _to_contract_unit(self, quantity, unit=None):
        own = self.contract_line_id.product_uom_id
        unit = unit or self.product_uom_id or own
        return unit._compute_quantity(quantity, own)

    def _get_amount_invoiced(self):
        """What posted invoices ask for this line, less credit notes."""
        self.ensure_one()
        amount = 0.0
        for invoice_line in self.invoice_lines:
            if invoice_line.parent_state == "posted":
                sign = -1 if invoice_line.move_id.move_type == "out_refund" else 1
                amount += sign * invoice_line.currency_id._convert(
                    invoice_line.price_total,
                    self.currency_id,
                    self.company_id,
                    invoice_line.invoice_date or fields.Date.context_today(self),
                )
        return amount
