from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import float_compare
from odoo.tools.sql import column_exists, create_column


class SaleOrderLine(models.Model):
    """A line that calls a contract is held to its price and taxes."""

    _inherit = "sale.order.line"

    # What an order must not change without the contract noticing.
    _contract_terms = frozenset(
        {
            "contract_line_id",
            "contract_price_reason",
            "discount",
            "order_id",
            "price_unit",
            "product_id",
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
        copy=True,
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
        first; what was chosen by hand stays while it fits."""
        before = self.contract_line_id
        for line in self:
            contract = line.order_id.contract_id
            called = line.contract_line_id
            is_same = called.product_id in (called.product_id.browse(), line.product_id)
            if called and called.contract_id == contract and is_same:
                continue
            own = contract.line_ids.filtered(
                lambda own, line=line: (
                    own.product_id and own.product_id == line.product_id
                )
            )
            left = own.filtered(lambda own: own._get_quantity_left() > 0)
            line.contract_line_id = (left or own)[:1]
        # What is left was asked for while the lines still called what they called
        # before, so it has to be added up anew.
        (before | self.contract_line_id).modified(["order_line_ids"])

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
        # Without pricelists that show one, a discount is what was typed in.
        items = self.env["product.pricelist.item"]
        is_shown = items._is_discount_feature_enabled()
        for line in called:
            line.discount = 0.0 if is_shown else line.discount
        return result

    @api.constrains("contract_line_id", "product_id", "product_uom_id")
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
            own, unit = called.product_uom_id, line.product_uom_id
            if unit and not own._has_common_reference(unit):
                raise ValidationError(
                    self.env._(
                        "%(contract)s counts %(line)s in %(own)s, not in %(unit)s."
                        " Choose a unit like %(own)s on %(order)s.",
                        contract=called.contract_id.name,
                        line=called.name,
                        own=own.name,
                        unit=unit.name,
                        order=line.order_id.name,
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

    def copy_data(self, default=None):
        """Override of `sale`: a copy calls what the line calls, if that is promised
        still."""
        vals_list = super().copy_data(default)
        # sudo: an order is held to its contract, whoever may read that.
        for line, vals in zip(self.sudo(), vals_list, strict=True):
            called = line.contract_line_id
            if not called.active or called.contract_id.state != "signed":
                vals.pop("contract_line_id", None)
        return vals_list

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_contract_kept(self):
        """Hold lines of running orders to the contract: their own terms, and with the
        others of the order what is left."""
        running = self.filtered(lambda line: line.state == "sale")
        running._check_terms_of_contract()
        running.order_id._check_contract_left()

    def _check_terms_of_contract(self):
        """Refuse other prices without a reason, and what is no longer promised.

        :raise UserError: naming the lines, and the contract
        """
        # sudo: an order is held to its contract, whoever may read that.
        called = self.sudo().filtered("contract_line_id")
        for order, lines in called.grouped("order_id").items():
            if gone := lines.filtered(lambda line: line._calls_what_is_gone()):
                raise UserError(
                    self.env._(
                        "%(lines)s were taken out of %(contract)s by an amendment, so"
                        " %(order)s cannot call them. Remove them from the order.",
                        lines=", ".join(gone.contract_line_id.mapped("name")),
                        contract=order.contract_id.name,
                        order=order.name,
                    )
                )
            if other := lines.filtered(lambda line: line._needs_price_reason()):
                raise UserError(
                    self.env._(
                        "%(order)s differs from the prices of %(contract)s. Say why on"
                        " these lines: %(lines)s.",
                        order=order.name,
                        contract=order.contract_id.name,
                        lines=", ".join(other.product_id.mapped("display_name")),
                    )
                )

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

    def _calls_what_is_gone(self):
        """Whether the line calls what an amendment has taken out of the contract."""
        self.ensure_one()
        called = self.contract_line_id
        return bool(called and not called.active and self.product_uom_qty)

    def _get_called_quantity(self):
        """What is ordered, in the unit of the contract."""
        self.ensure_one()
        return self._to_contract_unit(self.product_uom_qty)

    def _to_contract_unit(self, quantity, unit=None):
        """A quantity of this line, or in another unit, not rounded."""
        own = self.contract_line_id.product_uom_id
        unit = unit or self.product_uom_id or own
        return unit._compute_quantity(quantity, own, round=False)
