from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The releases of an order: finance is asked to sign what is paid."""

    _inherit = "sale.order"

    dispatch_release_ids = fields.One2many(
        "sale.dispatch.release",
        "order_id",
        string="Releases",
        copy=False,
        groups="sales_back_office.group_order_clerk,"
        "sales_back_office.group_issuing_clerk,"
        "sales_back_office.group_dispatch_clerk,"
        "sales_back_office.group_after_sales_clerk,"
        "sales_back_office.group_finance_checker,"
        "sales_back_office.group_executive,"
        "sales_back_office.group_back_office_manager",
    )
    release_count = fields.Integer(compute="_compute_release_count", compute_sudo=True)
    has_open_release_request = fields.Boolean(
        compute="_compute_release_count", compute_sudo=True
    )
    needs_release = fields.Boolean(compute="_compute_needs_release", compute_sudo=True)

    @api.depends("dispatch_release_ids.state")
    def _compute_release_count(self):
        for order in self:
            order.release_count = len(order.dispatch_release_ids)
            order.has_open_release_request = bool(order._get_open_release_requests())

    @api.depends("amount_received", "dispatch_state", "dispatch_release_ids.state")
    def _compute_needs_release(self):
        for order in self:
            order.needs_release = order._needs_release()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_releases(self):
        """Open the releases of the order.

        :return: window action on ``sale.dispatch.release``
        """
        return self._get_documents_action("sale_dispatch_release_action", "order_id")

    def action_request_release(self):
        """Ask finance to sign the dispatch of paid orders (duty 13).

        With the sign-off `automatic` the system signs at once.

        :return: the ``sale.dispatch.release`` records of these orders that are open
            or in force
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when an order is not confirmed, needs no release or is unpaid
        """
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("read")
        self._lock_and_touch()
        for order in self:
            order._check_release_can_be_requested()
        self.env["sale.dispatch.release"]._request(self, self.env.user)
        return self.dispatch_release_ids.filtered(
            lambda release: release.state in ("requested", "approved")
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _needs_release(self):
        """Whether money covers goods that finance has not been asked to sign for."""
        self.ensure_one()
        return (
            self.state == "sale"
            and self.dispatch_state in ("partial", "paid")
            and self.currency_id.compare_amounts(
                self._get_covered_amount(), self._get_signed_amount("paid")
            )
            > 0
            and not self._get_open_release_requests()
        )

    def _get_open_release_requests(self):
        # sudo: whether somebody asked does not depend on who looks.
        return self.sudo().dispatch_release_ids.filtered(
            lambda release: release.state == "requested"
        )

    def _check_release_can_be_requested(self):
        self.ensure_one()
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed. Confirm it before you request its"
                    " release.",
                    order=self.name,
                )
            )
        if self.dispatch_state == "free":
            raise UserError(
                self.env._(
                    "%(order)s needs no release: nothing has to be paid before"
                    " dispatch.",
                    order=self.name,
                )
            )
        if not self._get_covered_amount():
            raise UserError(self._get_dispatch_block_reason())

    def _action_confirm(self):
        """Override of `sale` to put orders that were paid before it before finance."""
        result = super()._action_confirm()
        self.env["sale.dispatch.release"]._request(self)
        return result

    def _action_cancel(self):
        """Override of `sale` to withdraw the releases of a cancelled order."""
        result = super()._action_cancel()
        # sudo: the clerk who may cancel the order has no right on its releases.
        self.sudo().dispatch_release_ids._withdraw(
            self.env._("The order was cancelled.")
        )
        return result
