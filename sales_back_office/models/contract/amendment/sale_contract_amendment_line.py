from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..fulfilment.sale_contract_line import CONTRIBUTIONS

# What an amendment may change of a line.
TERMS = ("product_id", "name", "quantity", "product_uom_id", "price_unit", "date_due")


class SaleContractAmendmentLine(models.Model):
    """A line of a contract before and after an amendment."""

    _name = "sale.contract.amendment.line"
    _inherit = ["sealed.mixin"]
    _description = "Contract amendment line"
    _order = "amendment_id, sequence, id"
    _rec_name = "name"

    _sealed_fields = frozenset(
        {"quantity_before", "price_unit_before", "date_due_before"}
    )

    amendment_id = fields.Many2one(
        "sale.contract.amendment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="amendment_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    contract_line_id = fields.Many2one(
        "sale.contract.line", readonly=True, ondelete="set null"
    )

    # before; facts, read from the contract
    quantity_before = fields.Float(digits="Product Unit", readonly=True)
    price_unit_before = fields.Float(digits="Product Price", readonly=True)
    date_due_before = fields.Date(string="Due on, before", readonly=True)

    # after
    product_id = fields.Many2one(
        "product.product", domain=[("sale_ok", "=", True)], ondelete="restrict"
    )
    name = fields.Text(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(
        digits="Product Unit", default=1.0, help="0 takes the line out."
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    price_unit = fields.Float(string="Unit price", digits="Product Price")
    date_due = fields.Date(string="Due on")

    _quantity_is_not_negative = models.Constraint(
        "CHECK (quantity >= 0)", "A contract cannot promise less than nothing."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.product_id.display_name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        piece = self.env.ref("uom.product_uom_unit")
        for line in self:
            own = line.product_id.uom_id
            line.product_uom_id = line.product_uom_id or own or piece

    @api.constrains("contract_line_id")
    def _check_contract_line(self):
        for line in self:
            own, contract = line.contract_line_id, line.amendment_id.contract_id
            if own and own.contract_id != contract:
                raise ValidationError(
                    self.env._(
                        "%(line)s is not a line of %(contract)s.",
                        line=own.name,
                        contract=contract.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: nothing joins what was agreed."""
        self._get_parents("amendment_id", vals_list)._hold_open()
        lines = super().create(vals_list)
        lines._read_before()
        return lines

    def write(self, vals):
        """Override of `base` to lock what was agreed."""
        joined = self.amendment_id.browse(vals.get("amendment_id"))
        (self.amendment_id | joined)._hold_open()
        result = super().write(vals)
        if "contract_line_id" in vals:
            self._read_before()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self.amendment_id._hold_open()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read_before(self):
        """What the contract promises in these lines now, whatever a client says."""
        for line in self:
            before = line.contract_line_id
            line._write_sealed(
                {
                    "quantity_before": before.quantity,
                    "price_unit_before": before.price_unit,
                    "date_due_before": before.date_due,
                }
            )

    def _apply(self):
        """Let the contract promise what these lines say; what stays as it was is not
        written."""
        for line in self:
            own = line.contract_line_id
            if not own and line.quantity:
                values = line._get_terms(TERMS)
                values["contract_id"] = line.amendment_id.contract_id.id
                line._write_sealed(
                    {"contract_line_id": own._create_sealed([values]).id}
                )
            elif changed := [name for name in TERMS if own and line[name] != own[name]]:
                line._check_covers_orders()
                own._write_sealed(
                    line._get_terms(changed) if line.quantity else {"active": False}
                )

    def _get_terms(self, names):
        self.ensure_one()
        terms = {name: self[name] for name in names}
        return self.contract_line_id._convert_to_write(terms)

    def _check_covers_orders(self):
        self.ensure_one()
        own = self.contract_line_id
        unit = own.product_uom_id
        promised = self.product_uom_id._compute_quantity(
            self.quantity, unit, round=False
        )
        called = max(own.quantity_ordered, own.quantity_delivered)
        # More may be ordered than is promised, where the company only warns of it.
        is_fewer = unit.compare(promised, own.quantity) < 0
        if is_fewer and unit.compare(promised, called) < 0:
            raise UserError(
                self.env._(
                    "%(called)s %(unit)s of %(product)s are ordered or delivered"
                    " already, so the contract cannot promise fewer.",
                    called=own._format_number(called),
                    unit=unit.name,
                    product=own.name,
                )
            )
        if not self.quantity and any(own[name] for name in CONTRIBUTIONS):
            raise UserError(
                self.env._(
                    "There are goods, invoices or money for %(product)s, so it stays in"
                    " %(contract)s. Lower its quantity instead.",
                    product=own.name,
                    contract=own.contract_id.name,
                )
            )
        if own.order_line_ids and self.product_id != own.product_id:
            raise UserError(
                self.env._(
                    "%(product)s is ordered already. Add a line for the other product"
                    " instead.",
                    product=own.name,
                )
            )
