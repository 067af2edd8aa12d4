from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SalePaymentCheck(models.Model):
    """The clerk asks, finance answers: has the customer's money come in? (查款)"""

    _name = "sale.payment.check"
    _inherit = ["finance.queue.mixin"]
    _description = "Payment check"
    _order = "id desc"

    _queue_activity_type = "sales_back_office.mail_activity_type_verify_payment"
    _sealed_fields = frozenset({"state", "requested_at"})
    # What the clerk claims is fixed once finance has it.
    _clerk_fields = frozenset(
        {
            "company_id",
            "currency_id",
            "partner_id",
            "payer_name",
            "payment_date",
            "bank_reference",
            "slip",
            "slip_name",
            "note",
        }
    )

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "With finance"),
            ("verified", "Verified"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )

    # what the clerk says
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        help="Whose orders are being paid.",
    )
    payer_name = fields.Char(
        string="Payer",
        compute="_compute_payer_name",
        store=True,
        readonly=False,
        precompute=True,
        help="Name on the bank transfer, if somebody else paid for the customer.",
    )
    payment_date = fields.Date(
        string="Paid on",
        required=True,
        default=fields.Date.context_today,
        help="Date on the customer's bank slip.",
    )
    bank_reference = fields.Char(
        string="Bank reference",
        copy=False,
        help="Serial number of the transfer, as printed on the bank slip.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    line_ids = fields.One2many(
        "sale.payment.check.line", "check_id", string="Orders", copy=True
    )
    order_names = fields.Char(string="Order numbers", compute="_compute_order_names")
    amount = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True, tracking=True
    )
    amount_verified = fields.Monetary(
        string="Verified amount", compute="_compute_amounts", store=True
    )
    slip = fields.Binary(
        string="Bank slip",
        attachment=True,
        copy=False,
        help="Photo or PDF of the customer's bank slip.",
    )
    slip_name = fields.Char(string="File name of the slip", copy=False)
    slip_is_pdf = fields.Boolean(compute="_compute_slip_is_pdf")
    note = fields.Text(string="Note to finance", copy=False)
    requested_at = fields.Datetime(string="Requested on", readonly=True, copy=False)

    @api.depends("partner_id")
    def _compute_payer_name(self):
        for check in self:
            check.payer_name = check.partner_id.commercial_partner_id.name

    @api.depends("line_ids.amount", "line_ids.amount_verified")
    def _compute_amounts(self):
        for check in self:
            check.amount = sum(check.line_ids.mapped("amount"))
            check.amount_verified = sum(check.line_ids.mapped("amount_verified"))

    @api.depends("line_ids.order_id.name")
    def _compute_order_names(self):
        for check in self:
            check.order_names = ", ".join(check.line_ids.order_id.mapped("name"))

    @api.depends("slip_name")
    def _compute_slip_is_pdf(self):
        for check in self:
            check.slip_is_pdf = (check.slip_name or "").lower().endswith(".pdf")

    @api.constrains("partner_id", "company_id")
    def _check_orders(self):
        for line in self.line_ids:
            line._check_order()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.user._check_back_office_role("order_clerk")
        checks = super().create(vals_list)
        for check in checks:
            check._write_sealed(
                {"name": self.env["ir.sequence"].next_by_code(self._name)}
            )
        return checks

    def write(self, vals):
        if self._clerk_fields.intersection(vals):
            self._check_editable_by_clerk()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._check_editable_by_clerk()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_request(self):
        """Hand the check to finance (duties 5 and 14).

        :raise AccessError: unless the user is an order clerk
        :raise UserError: when it is not a draft, has no orders, or its currency has no
            rate
        """
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("write")
        self._lock_and_touch()
        self._check_state("draft")
        for check in self:
            check._check_complete()
            for line in check.line_ids:
                line.amount_verified = line.amount
        self._write_sealed(
            {
                "state": "requested",
                "requested_by_id": self.env.uid,
                "requested_at": fields.Datetime.now(),
            }
        )
        self._schedule()

    def action_cancel(self):
        """Withdraw a check that finance has not decided.

        :raise AccessError: unless the user is an order clerk
        :raise UserError: when finance has decided it
        """
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("write")
        self._lock_and_touch()
        self._check_state("draft", "requested")
        self._write_sealed({"state": "cancelled"})
        self._close_queue(self.env._("Cancelled."))

    def action_request_again(self):
        """Open a new check on the orders of a rejected one.

        :return: window action on a new ``sale.payment.check``, not saved yet
        :raise AccessError: unless the user is an order clerk
        """
        self.env.user._check_back_office_role("order_clerk")
        return self.line_ids.order_id.action_request_payment_check()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_editable_by_clerk(self):
        for check in self:
            if check.state != "draft":
                raise UserError(
                    self.env._(
                        "%(check)s is already with finance or decided and cannot be"
                        " changed. Withdraw it if it is not decided, and raise a new"
                        " one.",
                        check=check.name,
                    )
                )

    def _check_file_may_change(self, name):
        """Override of `sealed.mixin`: the slip stays as finance has seen it."""
        if name == "slip":
            self._check_editable_by_clerk()
        return super()._check_file_may_change(name)

    def _check_complete(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(check)s covers no order. Add the orders that the customer paid.",
                    check=self.name,
                )
            )
        self.line_ids._check_order_open()
        for currency in self.currency_id | self.line_ids.order_id.currency_id:
            self._check_rate(currency)

    def _check_rate(self, currency):
        self.ensure_one()
        if currency == self.company_id.currency_id:
            return
        # sudo: whether a rate exists does not depend on who asks.
        rate = (
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", currency.id),
                    ("company_id", "in", (False, self.company_id.root_id.id)),
                    ("name", "<=", self.payment_date),
                ],
                limit=1,
            )
        )
        if not rate:
            raise ValidationError(
                self.env._(
                    "There is no exchange rate for %(currency)s on %(date)s. Ask"
                    " finance to enter one.",
                    currency=currency.name,
                    date=self.payment_date,
                )
            )
