from odoo import api, fields, models
from odoo.fields import Domain


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

    def _is_above_credit_limit(self):
        """Whether the customer owes the current company more than it grants."""
        self.ensure_one()
        currency = self.env.company.currency_id
        return bool(self.credit_limit) and (
            currency.compare_amounts(self.credit_exposure, self.credit_limit) > 0
        )
