from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrderPaymentShare(models.TransientModel):
    _name = "sale.order.payment.share"
    _description = "Change what has to be paid of an order"

    order_id = fields.Many2one("sale.order", required=True)
    supply_payment_percent = fields.Float(
        string="Share paid before supply (%)",
        digits=(5, 2),
        compute="_compute_shares",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    dispatch_payment_percent = fields.Float(
        string="Share paid before dispatch (%)",
        digits=(5, 2),
        compute="_compute_shares",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Text(required=True, help="Told on the order.")

    @api.depends("order_id")
    def _compute_shares(self):
        for change in self:
            change.supply_payment_percent = change.order_id.supply_payment_percent
            change.dispatch_payment_percent = change.order_id.dispatch_payment_percent

    @api.constrains("reason")
    def _check_reason(self):
        for change in self:
            if not change.reason.strip():
                raise ValidationError(
                    self.env._("Say why %(order)s differs.", order=change.order_id.name)
                )

    def action_change(self):
        """Ask for other shares of the order than its payment term does (duty 13).

        :raise AccessError: unless the user is a finance checker
        :raise ValidationError: when a share is not between 0 and 100 %
        """
        self.ensure_one()
        self.order_id._change_payment_share(
            self.reason.strip(),
            supply_payment_percent=self.supply_payment_percent,
            dispatch_payment_percent=self.dispatch_payment_percent,
        )
