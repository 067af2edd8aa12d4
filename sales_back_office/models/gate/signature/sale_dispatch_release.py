from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..received.account_payment import LIVE_STATES


class SaleDispatchRelease(models.Model):
    """What finance signs, and whether the signature still holds: for the order as it
    was, and for payments that live."""

    _inherit = "sale.dispatch.release"

    _sealed_fields = frozenset(
        {
            "amount_limit",
            "amount_order",
            "signed_goods",
            "amount_received",
            "payment_ids",
        }
    )

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
    payment_ids = fields.Many2many(
        "account.payment",
        string="Money signed for",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The payments that were there at the signature. If one is cancelled,"
        " finance has to sign again.",
    )
    signed_goods_text = fields.Text(
        string="Goods signed for", compute="_compute_signed_goods_text"
    )
    is_in_force = fields.Boolean(
        string="In force",
        compute="_compute_is_in_force",
        compute_sudo=True,
        help="Whether this signature lets the goods leave now.",
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

    @api.depends("order_id.dispatch_state", "order_id.amount_received")
    def _compute_is_in_force(self):
        for release in self:
            release.is_in_force = (
                release._covers_order() and release.order_id._get_dispatch_limit() > 0
            )

    @api.depends("amount_limit", "order_id.amount_received", "order_id.amount_total")
    def _compute_amount_to_sign(self):
        for release in self:
            release.amount_to_sign = release._get_amount_to_sign()

    @api.depends("order_id.amount_received")
    def _compute_open_payment_ids(self):
        for release in self:
            order = release.order_id
            release.open_payment_ids = (
                order.payment_check_line_ids.check_id.payment_id
                | order.transaction_ids.payment_id
                | order.invoice_ids.reconciled_payment_ids
            ).filtered(lambda payment: payment.state in LIVE_STATES)

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
        self._approve()

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

    def _approve(self):
        """Sign, and tell whoever asked."""
        self._sign(self.env.user)
        for release in self:
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
        self.order_id._on_money_received()

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

    @api.model
    def _prepare_snapshot(self, order):
        """The order as it is asked and signed for."""
        return {
            "amount_order": order.amount_total,
            "signed_goods": order.order_line._prepare_signed_goods(),
        }

    def _get_amount_to_sign(self):
        """Up to what a signature lets goods leave."""
        self.ensure_one()
        return self.order_id._get_covered_amount()

    def _covers_order(self):
        """Whether it is signed for the order as it is and for payments that live."""
        self.ensure_one()
        return (
            self.state == "approved"
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
