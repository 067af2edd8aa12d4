from odoo import api, fields, models
from odoo.fields import Domain

from ...roles.sealed_mixin import SealedMixin


class ResPartner(models.Model):
    """What a customer owes to the current company, for the gate."""

    _inherit = "res.partner"

    amount_overdue = fields.Monetary(
        string="Overdue",
        compute="_compute_amount_overdue",
        compute_sudo=True,
        groups="sales_back_office.group_finance_checker",
        help="Open on invoices that are due for longer than the company tolerates.",
    )
    credit_exposure = fields.Monetary(
        compute="_compute_credit_exposure",
        compute_sudo=True,
        groups="sales_back_office.group_finance_checker",
        help="What the customer owes, and will owe for confirmed orders.",
    )

    # Two deliveries at once must not use the same credit.
    _lock_and_touch = SealedMixin._lock_and_touch

    @api.depends_context("company")
    def _compute_amount_overdue(self):
        domain = self.env.company._get_overdue_domain()
        overdue = dict(
            self.env["account.move"]._read_group(
                domain & Domain("commercial_partner_id", "in", self.ids),
                ["commercial_partner_id"],
                ["amount_residual_signed:sum"],
            )
        )
        for partner in self:
            partner.amount_overdue = overdue.get(partner, 0.0)

    @api.depends_context("company")
    def _compute_credit_exposure(self):
        for partner in self:
            partner.credit_exposure = partner.credit + partner.credit_to_invoice

    def _forget_debts(self):
        """Let what was computed earlier in this transaction be computed again."""
        self.invalidate_recordset(
            ["amount_overdue", "credit_exposure", "credit", "credit_to_invoice"]
        )

    def _get_exposure_with(self, order):
        """What the customer owes the current company, and will owe for confirmed
        orders, this one included.

        Core counts what is to be invoiced now; what is invoiced once it has left is as
        much of a debt.
        """
        self.ensure_one()
        to_come = order.amount_total - order.amount_invoiced
        if any(line.untaxed_amount_to_invoice > 0 for line in order.order_line):
            to_come -= order.amount_to_invoice  # in the exposure already
        company = order.company_id
        return self.credit_exposure + order.currency_id._convert(
            to_come, company.currency_id, company
        )
