from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_round


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
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to lock what was promised."""
        joined = self.contract_id.browse(vals.get("contract_id"))
        (self.contract_id | joined)._hold_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.contract_id._hold_open()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _format_number(self, quantity):
        """As people write it: `4`, not `4.0`, and all digits of a million."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return f"{float_round(quantity, precision_digits=digits):.15g}"
