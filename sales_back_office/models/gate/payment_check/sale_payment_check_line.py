from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SalePaymentCheckLine(models.Model):
    _name = "sale.payment.check.line"
    _description = "Payment check line"
    _order = "check_id, id"

    check_id = fields.Many2one(
        "sale.payment.check",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True)
    currency_id = fields.Many2one(related="check_id.currency_id")
    state = fields.Selection(related="check_id.state")
    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="restrict"
    )
    order_amount_total = fields.Monetary(
        related="order_id.amount_total",
        currency_field="order_currency_id",
        string="Order total",
    )
    order_amount_missing = fields.Monetary(
        related="order_id.amount_missing_for_dispatch",
        currency_field="order_currency_id",
        string="Missing",
    )
    order_currency_id = fields.Many2one(
        related="order_id.currency_id", string="Order currency"
    )
    amount = fields.Monetary(
        string="Claimed",
        compute="_compute_amount",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="What the customer says to have paid for this order.",
    )
    amount_verified = fields.Monetary(
        string="Verified amount",
        copy=False,
        help="What finance found on the bank account for this order: the claimed amount"
        " or less.",
    )

    _order_once = models.UniqueIndex(
        "(check_id, order_id)", "An order can stand only once on a payment check."
    )

    @api.depends("order_id", "currency_id")
    def _compute_amount(self):
        for line in self:
            order = line.order_id
            missing = order._get_amount_to_claim() if order else 0.0
            if line.currency_id and order.currency_id:
                missing = order.currency_id._convert(
                    missing, line.currency_id, order.company_id
                )
            line.amount = missing

    @api.constrains("amount", "amount_verified", "order_id", "check_id")
    def _check_line(self):
        for line in self:
            line._check_amounts()
            line._check_order()

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("amount_verified") for vals in vals_list):
            self.env.user._check_back_office_role("finance_checker")
        lines = super().create(vals_list)
        lines.check_id._check_editable_by_clerk()
        return lines

    def write(self, vals):
        if set(vals) == {"amount_verified"}:
            self.check_id._check_editable_by_finance()
        else:
            # also the check that the line would move to
            checks = self.check_id | self.check_id.browse(vals.get("check_id"))
            checks._check_editable_by_clerk()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self.check_id._check_editable_by_clerk()

    def _check_amounts(self):
        self.ensure_one()
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise ValidationError(
                self.env._(
                    "The amount claimed for %(order)s must be more than zero.",
                    order=self.order_id.name,
                )
            )
        if (
            self.currency_id.compare_amounts(self.amount_verified, 0) < 0
            or self.currency_id.compare_amounts(self.amount_verified, self.amount) > 0
        ):
            raise ValidationError(
                self.env._(
                    "The amount verified for %(order)s must lie between zero and the"
                    " claimed amount. If more has come in, reject the check, so that"
                    " the clerk asks anew for all of it.",
                    order=self.order_id.name,
                )
            )

    def _check_order(self):
        self.ensure_one()
        order, check = self.order_id, self.check_id
        if order.company_id != check.company_id:
            raise ValidationError(
                self.env._(
                    "%(order)s belongs to %(company)s, not to the company of this"
                    " payment check.",
                    order=order.name,
                    company=order.company_id.name,
                )
            )
        customer = check.partner_id.commercial_partner_id
        if order.partner_id.commercial_partner_id != customer:
            raise ValidationError(
                self.env._(
                    "%(order)s is not an order of %(customer)s. One payment check"
                    " covers orders of one customer.",
                    order=order.name,
                    customer=customer.name,
                )
            )

    def _check_order_open(self):
        for line in self:
            if line.order_id.state == "cancel":
                raise UserError(
                    self.env._(
                        "%(order)s is cancelled. Take it off the payment check; if the"
                        " check is with finance, finance rejects it.",
                        order=line.order_id.name,
                    )
                )
