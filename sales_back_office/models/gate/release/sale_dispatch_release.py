from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class SaleDispatchRelease(models.Model):
    """Finance's signature that the goods of an order may leave (发货清单)."""

    _name = "sale.dispatch.release"
    _inherit = ["finance.queue.mixin"]
    _description = "Dispatch release"
    _order = "id desc"

    _queue_activity_type = "sales_back_office.mail_activity_type_sign_release"
    _sealed_fields = frozenset(
        {
            "order_id",
            "company_id",
            "kind",
            "state",
            "decided_by_id",
            "decided_at",
            "decision_note",
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
    decided_by_id = fields.Many2one(
        "res.users",
        string="Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True, copy=False)
    decision_note = fields.Text(string="Reason", readonly=True, copy=False)

    _two_persons = models.Constraint(
        "CHECK (decided_by_id IS NULL OR requested_by_id IS NULL"
        " OR decided_by_id != requested_by_id)",
        "Whoever asked for a release cannot decide it.",
    )
    _one_open_request = models.UniqueIndex(
        "(order_id) WHERE state = 'requested'",
        "A release of this order has already been requested.",
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

    def _prepare_decision(self, state):
        """Lock, then make sure that the user may decide what is in this state."""
        self.check_access("read")
        self.order_id._lock_and_touch()
        self._lock_and_touch()
        for release in self:
            self.env.user._check_back_office_role(release._get_deciding_role())
        self._check_state(state)
        self._check_second_person()

    def _get_deciding_role(self):
        """Whose turn it is to decide: a name after ``sales_back_office.group_``."""
        self.ensure_one()
        return "finance_checker"

    def _check_second_person(self):
        """Override to hold whoever entered the order for one who asks, too: the
        salesperson, in whose name paid orders are put before finance, can change."""
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
        return super()._check_second_person()

    def _may_be_decided_by(self, user):
        entered_by = self.order_id.create_uid
        return super()._may_be_decided_by(user) and user != entered_by

    def _prepare_signature(self, signer):
        """The signature of whoever's turn it is."""
        self.ensure_one()
        return {"decided_by_id": signer.id, "decided_at": fields.Datetime.now()}

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
