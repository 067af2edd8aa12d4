from odoo import api, fields, models
from odoo.exceptions import UserError


class SalePaymentCheck(models.Model):
    """Finance answers: the money is in, and booked, or it is not."""

    _inherit = "sale.payment.check"

    _sealed_fields = frozenset(
        {"verified_by_id", "verified_at", "payment_id", "rejection_reason"}
    )

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

    _two_persons = models.Constraint(
        "CHECK (verified_by_id IS NULL OR verified_by_id != requested_by_id)",
        "Whoever requested a payment check cannot decide it.",
    )
    _payment_once = models.UniqueIndex(
        "(payment_id)", "A payment can answer only one payment check."
    )

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

    def write(self, vals):
        if "journal_id" in vals:
            self._check_editable_by_finance()
        return super().write(vals)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

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

    def action_view_payment(self):
        """Open the payment that answers the check.

        :return: window action on ``account.payment``
        """
        self.ensure_one()
        return self.payment_id._get_records_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _check_editable_by_finance(self):
        """Finance fills in its answer while it has the check, and nobody else does."""
        self._check_state("draft", "requested")
        if any(check.state == "requested" for check in self):
            self.env.user._check_back_office_role("finance_checker")

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
