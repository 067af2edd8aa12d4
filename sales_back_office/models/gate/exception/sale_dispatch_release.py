import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class SaleDispatchRelease(models.Model):
    """Goods may leave before they are paid: for a reason, up to an amount and until a
    day; above the company's limit, with the signature of an executive, too."""

    _inherit = "sale.dispatch.release"

    _sealed_fields = frozenset(
        {
            "reason_id",
            "note",
            "valid_until",
            "needs_countersignature",
            "countersigned_by_id",
            "countersigned_at",
        }
    )

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

    _exception_is_explained = models.Constraint(
        "CHECK (kind != 'exception' OR (requested_by_id IS NOT NULL"
        " AND reason_id IS NOT NULL AND valid_until IS NOT NULL))",
        "An exception needs somebody who asks for it, a reason and a last day.",
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

    @api.depends("state", "needs_countersignature", "decided_by_id")
    def _compute_waits_for_countersignature(self):
        for release in self:
            release.waits_for_countersignature = (
                release.state == "requested"
                and release.needs_countersignature
                and bool(release.decided_by_id)
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

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

    def _is_expired(self):
        self.ensure_one()
        today = self.company_id._get_today()
        return bool(self.valid_until) and self.valid_until < today

    def _check_can_be_signed(self):
        """Override of the release: an exception ends, signed or not."""
        result = super()._check_can_be_signed()
        if self._is_expired():
            raise UserError(
                self.env._(
                    "%(release)s was asked until %(day)s, which is over. Refuse it.",
                    release=self.name,
                    day=self.valid_until,
                )
            )
        return result

    def _covers_order(self):
        """Override of the release: an exception ends by itself."""
        return super()._covers_order() and not self._is_expired()

    def _get_amount_to_sign(self):
        """Override of the release: an exception is signed for what was asked."""
        if self.kind == "exception":
            return self.amount_limit
        return super()._get_amount_to_sign()

    # ------------------------------------------------------------
    # COUNTERSIGNATURE
    # ------------------------------------------------------------

    @api.model
    def _is_to_be_countersigned(self, order, amount):
        """Whether an exception for goods of this value also needs an executive."""
        company = order.company_id
        limit = company.exception_countersign_amount
        worth = order.currency_id._convert(amount, company.currency_id, company)
        return bool(limit) and company.currency_id.compare_amounts(worth, limit) > 0

    def _get_deciding_role(self):
        """Override of the release: an executive countersigns."""
        if self.waits_for_countersignature:
            return "executive"
        return super()._get_deciding_role()

    def _check_second_person(self):
        """Override of the release: where two sign, they are two."""
        for release in self:
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
        return super()._may_be_decided_by(user) and user != self.decided_by_id

    def _approve(self):
        """Override of the release: where two sign, finance is the first."""
        first = self.filtered(
            lambda release: release.needs_countersignature and not release.decided_by_id
        )
        first._sign_for_finance()
        return super(SaleDispatchRelease, self - first)._approve()

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
        """Override of the release: the second signature stands beside the first."""
        if not self.waits_for_countersignature:
            return super()._prepare_signature(signer)
        return {
            "countersigned_by_id": signer.id,
            "countersigned_at": fields.Datetime.now(),
        }
