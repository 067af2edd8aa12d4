import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .received.account_payment import LIVE_STATES

_logger = logging.getLogger(__name__)


class SaleDispatchRelease(models.Model):
    """Finance's signature that the goods of an order may leave (发货清单)."""

    _name = "sale.dispatch.release"
    _inherit = ["finance.queue.mixin"]
    _description = "Dispatch release"
    _order = "id desc"

    _queue_activity_type = "sales_back_office.mail_activity_type_sign_release"
    _sealed_fields = frozenset(
        {
            "name",
            "order_id",
            "partner_id",
            "company_id",
            "kind",
            "state",
            "requested_by_id",
            "decided_by_id",
            "decided_at",
            "decision_note",
            "needs_countersignature",
            "countersigned_by_id",
            "countersigned_at",
            "amount_limit",
            "amount_order",
            "signed_goods",
            "amount_received",
            "payment_ids",
            "reason_id",
            "note",
            "valid_until",
        }
    )

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    kind = fields.Selection(
        [("paid", "Money is in"), ("exception", "Exception")],
        string="Ground",
        required=True,
        readonly=True,
        default="paid",
    )
    state = fields.Selection(
        [
            ("requested", "To sign"),
            ("approved", "Signed"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
        ],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="requested",
        index=True,
        tracking=True,
    )
    # what an exception is asked with
    reason_id = fields.Many2one(
        "sale.dispatch.reason",
        string="Reason for the exception",
        readonly=True,
        ondelete="restrict",
    )
    note = fields.Text(string="Explanation", readonly=True)
    valid_until = fields.Date(
        readonly=True,
        help="Last day, in the company's time zone, on which the goods may leave.",
    )

    decided_by_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    needs_countersignature = fields.Boolean(
        string="Needs the management's signature", readonly=True, copy=False
    )
    countersigned_by_id = fields.Many2one(
        "res.users",
        string="Countersigned by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    countersigned_at = fields.Datetime(
        string="Countersigned on", readonly=True, copy=False
    )
    waits_for_countersignature = fields.Boolean(
        compute="_compute_waits_for_countersignature"
    )
    decision_note = fields.Text(string="Reason", readonly=True, copy=False)
    amount_limit = fields.Monetary(
        string="Up to",
        readonly=True,
        copy=False,
        help="Value of the goods that may leave in all.",
    )
    amount_order = fields.Monetary(
        string="Order total when signed",
        readonly=True,
        copy=False,
        help="If the order grows past this, finance has to sign again.",
    )
    signed_goods = fields.Json(
        string="Goods when signed",
        readonly=True,
        copy=False,
        help="Product, quantity and value of each order line when signed. If an order"
        " gets more or other goods, finance has to sign again, whatever they cost.",
    )
    amount_received = fields.Monetary(
        string="Received when signed", readonly=True, copy=False
    )
    signed_goods_text = fields.Text(
        string="Goods signed for", compute="_compute_signed_goods_text"
    )
    # for the screen of whoever signs
    amount_to_sign = fields.Monetary(
        string="Signature covers",
        compute="_compute_amount_to_sign",
        compute_sudo=True,
        help="Value of the goods that may leave in all once this is signed.",
    )
    order_amount_total = fields.Monetary(
        related="order_id.amount_total", string="Order total"
    )
    order_amount_required = fields.Monetary(
        related="order_id.amount_required_for_dispatch"
    )
    order_amount_received = fields.Monetary(
        related="order_id.amount_received", string="Received now"
    )
    order_line_ids = fields.One2many(related="order_id.order_line", string="Goods")
    open_payment_ids = fields.Many2many(
        "account.payment", string="Money received", compute="_compute_open_payment_ids"
    )
    payment_ids = fields.Many2many(
        "account.payment",
        string="Money signed for",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The payments that were there at the signature. If one is cancelled,"
        " finance has to sign again.",
    )
    is_in_force = fields.Boolean(
        string="In force",
        compute="_compute_is_in_force",
        compute_sudo=True,
        help="Whether this signature lets the goods leave now.",
    )

    _two_persons = models.Constraint(
        "CHECK (decided_by_id IS NULL OR requested_by_id IS NULL"
        " OR decided_by_id != requested_by_id)",
        "Whoever asked for a release cannot decide it.",
    )
    _three_persons = models.Constraint(
        "CHECK (countersigned_by_id IS NULL OR ("
        "countersigned_by_id != requested_by_id"
        " AND (decided_by_id IS NULL OR countersigned_by_id != decided_by_id)))",
        "Whoever asked for a release, or signed it for finance, cannot countersign it.",
    )
    _countersigned = models.Constraint(
        "CHECK (state != 'approved' OR needs_countersignature IS NOT TRUE"
        " OR countersigned_by_id IS NOT NULL)",
        "This exception also needs the signature of an executive.",
    )
    _exception_is_explained = models.Constraint(
        "CHECK (kind != 'exception' OR (requested_by_id IS NOT NULL"
        " AND reason_id IS NOT NULL AND valid_until IS NOT NULL))",
        "An exception needs somebody who asks for it, a reason and a last day.",
    )
    _one_open_request = models.UniqueIndex(
        "(order_id) WHERE state = 'requested'",
        "A release of this order has already been requested.",
    )

    @api.depends("order_id.amount_received")
    def _compute_open_payment_ids(self):
        for release in self:
            order = release.order_id
            release.open_payment_ids = (
                order.payment_check_line_ids.check_id.payment_id
                | order.transaction_ids.payment_id
                | order.invoice_ids.reconciled_payment_ids
            ).filtered(lambda payment: payment.state in LIVE_STATES)

    @api.depends("amount_limit", "order_id.amount_received", "order_id.amount_total")
    def _compute_amount_to_sign(self):
        for release in self:
            release.amount_to_sign = release._get_amount_to_sign()

    @api.depends("order_id.dispatch_state", "order_id.amount_received")
    def _compute_is_in_force(self):
        for release in self:
            release.is_in_force = (
                release._covers_order() and release.order_id._get_dispatch_limit() > 0
            )

    @api.depends("signed_goods")
    @api.depends_context("lang")
    def _compute_signed_goods_text(self):
        for release in self:
            goods = (release.signed_goods or {}).values()
            products = self.env["product.product"].browse(good[0] for good in goods)
            release.signed_goods_text = "\n".join(
                f"{quantity:g} {product.uom_id.name} {product.display_name}"
                for product, (_id, quantity, _value) in zip(
                    products, goods, strict=True
                )
            )

    @api.depends("state", "needs_countersignature", "decided_by_id")
    def _compute_waits_for_countersignature(self):
        for release in self:
            release.waits_for_countersignature = (
                release.state == "requested"
                and release.needs_countersignature
                and bool(release.decided_by_id)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "A release is evidence and cannot be deleted. Revoke it instead."
            )
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_approve(self):
        """Sign: the goods of the order may leave (duty 13).

        An exception above the company's limit is signed by finance first, then by an
        executive.

        :raise AccessError: unless the user is a finance checker, or an executive for
            what finance has signed
        :raise UserError: when it is not to be signed, when the money is not in, or when
            the user asked for it or has signed it already
        """
        self._prepare_decision("requested")
        for release in self:
            release._check_can_be_signed()
        first = self.filtered(
            lambda release: release.needs_countersignature and not release.decided_by_id
        )
        first._sign_for_finance()
        signed = self - first
        signed._sign(self.env.user)
        for release in signed:
            release._close_queue(
                self.env._(
                    "Signed: goods of %(order)s for %(customer)s may leave, up to"
                    " %(limit)s.",
                    order=release.order_id.name,
                    limit=release.currency_id.format(release.amount_limit),
                    customer=release.partner_id.name,
                )
            )
            release._tell_partly_paid_order()
        signed.order_id._on_money_received()

    def action_refuse(self, reason=None):
        """Refuse to sign.

        :param str reason: what whoever asked has to know; without it, a dialog asks
        :return: window action of the dialog, if no reason is given
        :raise AccessError: unless the user is a finance checker, or an executive for
            what finance has signed
        :raise UserError: when it is not to be signed or the user asked for it
        """
        self._prepare_decision("requested")
        return self._decide_with_reason("refused", reason)

    def action_revoke(self, reason=None):
        """Withdraw a signature: the gate closes again.

        :param str reason: what whoever asked has to know; without it, a dialog asks
        :return: window action of the dialog, if no reason is given
        :raise AccessError: unless the user is a finance checker
        :raise UserError: when it is not signed or the user asked for it
        """
        self._prepare_decision("approved")
        return self._decide_with_reason("revoked", reason)

    def action_print(self):
        """Print the signed dispatch order.

        :return: report action
        :raise UserError: when one of the releases is not in force
        """
        self.check_access("read")
        for release in self:
            if not release.is_in_force:
                raise UserError(
                    self.env._(
                        "%(release)s is not signed or no longer in force. The dispatch"
                        " order is printed while the goods of %(order)s may leave.",
                        release=release.name,
                        order=release.order_id.name,
                    )
                )
        return self.env.ref(
            "sales_back_office.sale_dispatch_release_report_action"
        ).report_action(self)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _request(self, orders, requester=None):
        """Put what is paid and unsigned before finance, or sign it if finance chose so.

        :param orders: ``sale.order`` records; those that need no release are skipped
        :param requester: user in whose name it is asked; the salesperson of each order
            by default. Whoever asked cannot sign.
        """
        orders = orders.filtered(lambda order: order._needs_release())
        if not orders:
            return
        # Two transactions may pay one order at once.
        orders._lock_and_touch()
        system = self.env["res.users"].browse(SUPERUSER_ID)
        # sudo: nobody has the right to create a release; the rule above decides.
        releases = self.sudo()._create_sealed(
            [
                # The system has not asked: it may have to sign.
                self._prepare_request(order, (requester or order.user_id) - system)
                for order in orders
            ]
        )
        automatic = releases.filtered(
            lambda release: release.company_id._signs_automatically()
        )
        automatic._sign_automatically()
        (releases - automatic)._schedule()

    @api.model
    def _prepare_request(self, order, requester, **values):
        return {
            "name": self.env["ir.sequence"].next_by_code(self._name),
            "order_id": order.id,
            "company_id": order.company_id.id,
            "requested_by_id": requester.id,
            **self._prepare_snapshot(order),
            **values,
        }

    def _is_expired(self):
        self.ensure_one()
        today = self.company_id._get_today()
        return bool(self.valid_until) and self.valid_until < today

    def _covers_order(self):
        """Whether it is signed for the order as it is and for payments that live."""
        self.ensure_one()
        return (
            self.state == "approved"
            and not self._is_expired()
            and self._is_order_as_signed()
            and all(payment.state in LIVE_STATES for payment in self.payment_ids)
        )

    def _is_order_as_signed(self):
        """Whether the order has not grown since, in value or in goods.

        Where only part of its value may leave, its goods have not become cheaper
        either: more of them would leave for the same value.
        """
        self.ensure_one()
        order, currency = self.order_id, self.currency_id
        goods = self.signed_goods or {}  # each read is a copy
        is_part = currency.compare_amounts(self.amount_limit, self.amount_order) < 0
        return currency.compare_amounts(
            order.amount_total, self.amount_order
        ) <= 0 and all(line._is_as_signed(goods, is_part) for line in order.order_line)

    @api.model
    def _request_exception(self, order, **values):
        """Ask finance to let goods leave before they are paid (duty 13).

        :param order: one ``sale.order``
        :param values: ``reason_id``, ``note``, ``amount_limit`` in the currency of the
            order, ``valid_until``
        :return: the new ``sale.dispatch.release``
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the order is not blocked for want of money
        """
        self.env.user._check_back_office_role("order_clerk")
        order.check_access("read")
        order._lock_and_touch()
        order._check_exception_can_be_requested()
        # sudo: nobody has the right to create a release; the rule above decides.
        release = self.sudo()._create_sealed(
            [
                self._prepare_request(
                    order,
                    self.env.user,
                    kind="exception",
                    needs_countersignature=self._is_to_be_countersigned(
                        order, values["amount_limit"]
                    ),
                    **values,
                )
            ]
        )
        release._schedule()
        return release.with_env(self.env)

    def _cron_expire(self):
        """Close the gate on orders whose exception is over.

        The gate itself does not wait for it: it looks at the day whenever it is asked.
        """
        orders = self.env["sale.order"].search([("dispatch_state", "=", "exception")])
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(orders))
        for order in orders:
            try:
                with self.env.cr.savepoint():
                    order._look_again_at_exceptions()
                    # What has been paid meanwhile waits for its signature now.
                    self._request(order)
            except UserError:
                # One order must not keep the exceptions of the others alive.
                _logger.exception("The exception of %s could not be ended", order.name)
            crons._commit_progress(processed=1)

    def _prepare_decision(self, state):
        """Lock, then make sure that the user may decide what is in this state."""
        self.check_access("read")
        self.order_id._lock_and_touch()
        self._lock_and_touch()
        for release in self:
            role = (
                "executive" if release.waits_for_countersignature else "finance_checker"
            )
            self.env.user._check_back_office_role(role)
        self._check_state(state)
        self._check_second_person()

    def _check_can_be_signed(self):
        self.ensure_one()
        order = self.order_id
        if order.state != "sale":
            raise UserError(
                self.env._("%(order)s is not a confirmed order.", order=order.name)
            )
        if self.kind == "paid" and not order._get_covered_amount():
            raise UserError(order._get_dispatch_block_reason())
        if not self._is_order_as_signed():
            raise UserError(
                self.env._(
                    "%(order)s has changed since its release was requested. Refuse"
                    " %(release)s, and let it be requested anew.",
                    order=order.name,
                    release=self.name,
                )
            )
        if self._is_expired():
            raise UserError(
                self.env._(
                    "%(release)s was asked until %(day)s, which is over. Refuse it.",
                    release=self.name,
                    day=self.valid_until,
                )
            )

    def _check_second_person(self):
        """Override to hold whoever entered the order for one who asks, too: the
        salesperson, in whose name paid orders are put before finance, can change. And
        where two sign, they are two."""
        for release in self:
            if release.order_id.create_uid == self.env.user:
                raise UserError(
                    self.env._(
                        "You entered %(order)s yourself. A second person in finance has"
                        " to decide %(release)s.",
                        order=release.order_id.name,
                        release=release.name,
                    )
                )
            if (
                release.waits_for_countersignature
                and release.decided_by_id == self.env.user
            ):
                raise UserError(
                    self.env._(
                        "You signed %(release)s for finance. Somebody else has to"
                        " countersign it.",
                        release=release.name,
                    )
                )
        return super()._check_second_person()

    def _may_be_decided_by(self, user):
        return super()._may_be_decided_by(user) and user not in (
            self.order_id.create_uid | self.decided_by_id
        )

    @api.model
    def _is_to_be_countersigned(self, order, amount):
        """Whether an exception for goods of this value also needs an executive."""
        company = order.company_id
        limit = company.exception_countersign_amount
        worth = order.currency_id._convert(amount, company.currency_id, company)
        return bool(limit) and company.currency_id.compare_amounts(worth, limit) > 0

    def _sign_for_finance(self):
        """First of two signatures: hand the exception on to the executives."""
        for release in self:
            # sudo: nobody has the right to write a release; the callers have decided.
            release.sudo()._write_sealed(release._prepare_signature(self.env.user))
            release.sudo().activity_unlink([self._queue_activity_type])
            release.sudo().message_post(
                body=self.env._("Signed by finance; an executive has to countersign."),
                author_id=self.env.user.partner_id.id,
            )
        self._schedule("executive")

    def _prepare_signature(self, signer):
        """The signature of whoever's turn it is."""
        self.ensure_one()
        prefix = "countersigned" if self.waits_for_countersignature else "decided"
        return {f"{prefix}_by_id": signer.id, f"{prefix}_at": fields.Datetime.now()}

    @api.model
    def _prepare_snapshot(self, order):
        """The order as it is asked and signed for."""
        return {
            "amount_order": order.amount_total,
            "signed_goods": order.order_line._prepare_signed_goods(),
        }

    def _sign(self, signer):
        # sudo: nobody has the right to write a release; the callers have decided.
        for release in self.sudo():
            release._write_sealed(
                {
                    **release._prepare_signature(signer),
                    **self._prepare_snapshot(release.order_id),
                    "state": "approved",
                    "amount_limit": release._get_amount_to_sign(),
                    "payment_ids": [Command.set(release.open_payment_ids.ids)],
                    "amount_received": release.order_id.amount_received,
                }
            )

    def _get_amount_to_sign(self):
        """Up to what a signature lets goods leave."""
        self.ensure_one()
        if self.kind == "exception":
            return self.amount_limit
        return self.order_id._get_covered_amount()

    def _sign_automatically(self):
        self._sign(self.env["res.users"].browse(SUPERUSER_ID))
        for release in self:
            release.order_id.message_post(
                body=self.env._(
                    "Released by the system, as set for the company: %(received)s of"
                    " %(required)s is in.",
                    received=release.currency_id.format(release.amount_received),
                    required=release.currency_id.format(
                        release.order_id.amount_required_for_dispatch
                    ),
                )
            )

    def _tell_partly_paid_order(self):
        """Say on the order what may leave: its state stays as it is."""
        self.ensure_one()
        if self.order_id.dispatch_state == "partial":
            # sudo: finance need not have a right on orders; the caller has decided.
            self.order_id.sudo().message_post(
                body=self.env._(
                    "%(release)s is signed: goods worth %(limit)s may leave in all.",
                    release=self.name,
                    limit=self.currency_id.format(self.amount_limit),
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _decide_with_reason(self, state, reason):
        if not (reason or "").strip():
            return self._get_reason_action(state)
        self._close(state, reason)

    def _close(self, state, reason):
        # sudo: nobody has the right to write a release; the callers have decided.
        for release in self.sudo():
            # Whoever revokes stands in the messages; the signatures stay.
            signature = (
                release._prepare_signature(self.env.user) if state == "refused" else {}
            )
            release._write_sealed(
                {**signature, "state": state, "decision_note": reason}
            )
        labels = dict(self._fields["state"]._description_selection(self.env))
        for release in self:
            release._close_queue(
                self.env._(
                    "%(state)s: %(order)s for %(customer)s. %(reason)s",
                    state=labels[state],
                    order=release.order_id.name,
                    customer=release.partner_id.name,
                    reason=reason.strip(),
                )
            )

    def _withdraw(self, reason):
        """End what is open or in force because its ground is gone."""
        releases = self.filtered(lambda r: r.state in ("requested", "approved"))
        releases._write_sealed({"state": "revoked", "decision_note": reason})
        for release in releases:
            release.activity_unlink([self._queue_activity_type])
            release.message_post(body=reason)

    def _get_reason_action(self, state):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_back_office.sale_dispatch_release_refuse_action"
        )
        if state == "revoked":
            action["name"] = self.env._("Revoke release")
        action["context"] = {"default_release_ids": self.ids}
        return action
