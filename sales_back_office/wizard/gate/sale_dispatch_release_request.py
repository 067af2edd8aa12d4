from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleDispatchReleaseRequest(models.TransientModel):
    _name = "sale.dispatch.release.request"
    _description = "Request an exception"

    order_id = fields.Many2one("sale.order", required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    # The figures of an order are for whoever may read it.
    amount_missing = fields.Monetary(
        related="order_id.amount_missing_for_dispatch",
        string="Missing",
        related_sudo=False,
    )
    reason_id = fields.Many2one("sale.dispatch.reason", required=True)
    note = fields.Text(
        string="Explanation",
        required=True,
        help="What finance has to know to decide.",
    )
    amount_limit = fields.Monetary(
        string="Up to",
        compute="_compute_amount_limit",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="Value of the goods that may leave in all.",
    )
    valid_until = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=3),
        help="Last day on which the goods may leave.",
    )

    @api.depends("order_id")
    def _compute_amount_limit(self):
        for request in self:
            request.amount_limit = request.order_id.amount_total

    @api.constrains("valid_until", "amount_limit")
    def _check_limits(self):
        for request in self:
            if request.valid_until < fields.Date.context_today(request):
                raise ValidationError(
                    self.env._("The last day of an exception cannot be in the past.")
                )
            if request.currency_id.compare_amounts(request.amount_limit, 0) <= 0:
                raise ValidationError(
                    self.env._("An exception needs an amount of more than zero.")
                )

    @api.constrains("note")
    def _check_note(self):
        for request in self:
            if not request.note.strip():
                raise ValidationError(
                    self.env._(
                        "Explain why the goods of %(order)s should leave before they"
                        " are paid.",
                        order=request.order_id.name,
                    )
                )

    def action_request(self):
        """Ask finance for the exception (duty 13).

        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the order is not waiting for money
        """
        self.ensure_one()
        self.env["sale.dispatch.release"]._request_exception(
            self.order_id,
            reason_id=self.reason_id.id,
            note=self.note.strip(),
            amount_limit=self.amount_limit,
            valid_until=self.valid_until,
        )
