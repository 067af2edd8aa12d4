from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class SalePaymentCheck(models.Model):
    """The clerk asks, finance answers: has the customer's money come in? (查款)"""

    _name = "sale.payment.check"
    _inherit = ["finance.queue.mixin"]
    _description = "Payment check"
    _order = "id desc"

    _queue_activity_type = "sales_back_office.mail_activity_type_verify_payment"
    _sealed_fields = frozenset(
        {
            "name",
            "state",
            "requested_by_id",
            "requested_at",
            "verified_by_id",
            "verified_at",
            "payment_id",
            "rejection_reason",
        }
    )
    _finance_fields = frozenset({"journal_id"})
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

    # what finance answers
    journal_id = fields.Many2one(
        "account.journal",
        string="Received on",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        copy=False,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="Bank or cash account on which the money came in.",
    )
    amount_verified = fields.Monetary(
        string="Verified amount", compute="_compute_amounts", store=True
    )
    verified_by_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    verified_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    payment_id = fields.Many2one(
        "account.payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    payment_state = fields.Selection(
        related="payment_id.state", string="Payment status"
    )
    rejection_reason = fields.Text(string="Reason", readonly=True, copy=False)

    # what helps finance to decide
    duplicate_check_ids = fields.Many2many(
        "sale.payment.check", compute="_compute_duplicate_check_ids"
    )
    other_open_check_ids = fields.Many2many(
        "sale.payment.check",
        string="Other open checks of the orders",
        compute="_compute_other_open_check_ids",
    )
    other_order_ids = fields.Many2many(
        "sale.order",
        string="Other open orders of the customer",
        compute="_compute_other_order_ids",
    )
    matching_statement_line_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank statement lines that may match",
        compute="_compute_matching_statement_line_ids",
        groups="sales_back_office.group_finance_checker",
    )

    _two_persons = models.Constraint(
        "CHECK (verified_by_id IS NULL OR verified_by_id != requested_by_id)",
        "Whoever requested a payment check cannot decide it.",
    )
    _payment_once = models.UniqueIndex(
        "(payment_id)", "A payment can answer only one payment check."
    )

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

    @api.depends("company_id", "currency_id")
    def _compute_journal_id(self):
        # sudo: the clerk's request proposes a journal that only finance may read.
        Journal = self.env["account.journal"].sudo()
        for (company, currency), checks in self.grouped(
            lambda check: (check.company_id, check.currency_id)
        ).items():
            journals = Journal.search(
                [("type", "=", "bank"), ("company_id", "=", company.id)]
            )
            own = journals.filtered(lambda j, c=currency: j.currency_id == c)
            checks.journal_id = (own or journals.filtered(lambda j: not j.currency_id))[
                :1
            ]

    @api.depends("bank_reference", "company_id")
    def _compute_duplicate_check_ids(self):
        references = self.filtered("bank_reference").mapped("bank_reference")
        candidates = self.search(
            [
                ("bank_reference", "in", references),
                ("state", "in", ("requested", "verified")),
            ]
        )
        for check in self:
            check.duplicate_check_ids = candidates.filtered(
                lambda other, check=check: (
                    other.bank_reference == check.bank_reference
                    and other.company_id == check.company_id
                    and other != check._origin
                )
            )

    @api.depends("line_ids.order_id")
    def _compute_other_open_check_ids(self):
        candidates = self.search(
            [
                ("state", "=", "requested"),
                ("line_ids.order_id", "in", self.line_ids.order_id.ids),
            ]
        )
        for check in self:
            orders = check.line_ids.order_id._origin
            check.other_open_check_ids = candidates.filtered(
                lambda other, check=check, orders=orders: (
                    other != check._origin and other.line_ids.order_id & orders
                )
            )

    @api.depends("partner_id", "line_ids.order_id")
    def _compute_other_order_ids(self):
        for check in self:
            check.other_order_ids = self.env["sale.order"].search(
                [
                    ("company_id", "=", check.company_id.id),
                    (
                        "partner_id",
                        "child_of",
                        check.partner_id.commercial_partner_id.ids,
                    ),
                    ("state", "=", "sale"),
                    ("is_dispatch_blocked", "=", True),
                    ("id", "not in", check.line_ids.order_id.ids),
                ]
            )

    @api.depends("amount", "payer_name", "bank_reference", "line_ids.order_id")
    def _compute_matching_statement_line_ids(self):
        for check in self:
            check.matching_statement_line_ids = self.env[
                "account.bank.statement.line"
            ].search(check._get_statement_line_domain(), limit=20)

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
        if self._finance_fields.intersection(vals):
            self._check_editable_by_finance()
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

    def action_verify(self):
        """The money is in: book it as a payment, and put the paid orders up for
        signature.

        :raise AccessError: unless the user is a finance checker
        :raise UserError: when it is not with finance, when the user requested it, or
            when the payment cannot be booked
        """
        self._prepare_decision()
        for check in self:
            check._check_verifiable()
        self.line_ids.order_id._lock_and_touch()
        for check in self:
            check._verify()

    def action_reject(self, reason=None):
        """The money is not in.

        :param str reason: what the clerk has to know; without it, a dialog asks for it
        :return: window action of the dialog, if no reason is given
        :raise AccessError: unless the user is a finance checker
        :raise UserError: when it is not with finance or the user requested it
        """
        self._prepare_decision()
        if not (reason or "").strip():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "sales_back_office.sale_payment_check_reject_action"
            )
            action["context"] = {"default_check_ids": self.ids}
            return action
        self._write_sealed(
            {
                "state": "rejected",
                "verified_by_id": self.env.uid,
                "verified_at": fields.Datetime.now(),
                "rejection_reason": reason.strip(),
            }
        )
        for check in self:
            check._close_queue(
                self.env._(
                    "%(customer)s, %(orders)s: rejected. %(reason)s",
                    orders=check.order_names,
                    customer=check.partner_id.name,
                    reason=reason.strip(),
                )
            )

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

    def action_view_payment(self):
        """Open the payment that answers the check.

        :return: window action on ``account.payment``
        """
        self.ensure_one()
        return self.payment_id._get_records_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_editable_by_clerk(self):
        """What the clerk claims is fixed once finance has it."""
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

    def _check_editable_by_finance(self):
        """Finance fills in its answer while it has the check, and nobody else does."""
        self._check_state("draft", "requested")
        if any(check.state == "requested" for check in self):
            self.env.user._check_back_office_role("finance_checker")

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

    def _prepare_decision(self):
        """Lock, then make sure that the user may decide."""
        self.env.user._check_back_office_role("finance_checker")
        self.check_access("write")
        self._lock_and_touch()
        self._check_state("requested")
        self._check_second_person()

    def _check_verifiable(self):
        self.ensure_one()
        self._check_complete()
        if not self.journal_id:
            raise UserError(
                self.env._(
                    "Choose the account on which the money of %(check)s came in.",
                    check=self.name,
                )
            )
        if self.currency_id.compare_amounts(self.amount_verified, 0) <= 0:
            raise UserError(
                self.env._(
                    "Nothing is verified on %(check)s. Reject it if nothing came in.",
                    check=self.name,
                )
            )

    def _verify(self):
        self.ensure_one()
        payment = self.env["account.payment"].create(self._prepare_payment())
        if not payment.outstanding_account_id:
            # Without a journal entry the payment could never be matched with the bank
            # statement or an invoice, and its money might be counted twice.
            payment.outstanding_account_id = payment._get_outstanding_account("inbound")
        payment.action_post()
        self._write_sealed(
            {
                "state": "verified",
                "verified_by_id": self.env.uid,
                "verified_at": fields.Datetime.now(),
                "payment_id": payment.id,
            }
        )
        self._close_queue(
            self.env._(
                "%(customer)s, %(orders)s: %(verified)s of %(claimed)s is verified.",
                orders=self.order_names,
                customer=self.partner_id.name,
                verified=self.currency_id.format(self.amount_verified),
                claimed=self.currency_id.format(self.amount),
            )
        )
        orders = self.line_ids.order_id
        self.env["sale.dispatch.release"]._request(orders, self.requested_by_id)
        orders._on_money_received()

    def _prepare_payment(self):
        self.ensure_one()
        reference = (self.bank_reference, self.order_names, self.name)
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "currency_id": self.currency_id.id,
            "amount": self.amount_verified,
            "date": self.payment_date,
            "memo": " ".join(filter(None, reference)),
        }

    def _get_statement_line_domain(self):
        """Unmatched income of the same amount, payer, customer or order."""
        self.ensure_one()
        texts = [self.bank_reference, *self.line_ids.order_id.mapped("name")]
        likely = Domain.OR(
            [
                [("amount", "=", self.amount)],
                [("partner_id", "child_of", self.partner_id.commercial_partner_id.ids)],
                *(
                    [("partner_name", "ilike", name)]
                    for name in [self.payer_name]
                    if name
                ),
                *([("payment_ref", "ilike", text)] for text in texts if text),
            ]
        )
        return likely & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("is_reconciled", "=", False),
                ("amount", ">", 0),
            ]
        )
