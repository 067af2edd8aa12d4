from odoo import api, fields, models
from odoo.fields import Domain


class SalePaymentCheck(models.Model):
    """What helps finance to decide: other checks, other orders, the bank statement."""

    _inherit = "sale.payment.check"

    duplicate_check_ids = fields.Many2many(
        "sale.payment.check", compute="_compute_duplicate_check_ids"
    )
    other_open_check_ids = fields.Many2many(
        "sale.payment.check",
        string="Other open checks of the orders",
        compute="_compute_other_open_check_ids",
    )
    other_order_ids = fields.Many2many(
        "sale.order",
        string="Other open orders of the customer",
        compute="_compute_other_order_ids",
    )
    matching_statement_line_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank statement lines that may match",
        compute="_compute_matching_statement_line_ids",
        groups="sales_back_office.group_finance_checker",
    )

    @api.depends("bank_reference", "company_id")
    def _compute_duplicate_check_ids(self):
        references = self.filtered("bank_reference").mapped("bank_reference")
        candidates = self.search(
            [
                ("bank_reference", "in", references),
                ("state", "in", ("requested", "verified")),
            ]
        )
        for check in self:
            check.duplicate_check_ids = candidates.filtered(
                lambda other, check=check: (
                    other.bank_reference == check.bank_reference
                    and other.company_id == check.company_id
                    and other != check._origin
                )
            )

    @api.depends("line_ids.order_id")
    def _compute_other_open_check_ids(self):
        candidates = self.search(
            [
                ("state", "=", "requested"),
                ("line_ids.order_id", "in", self.line_ids.order_id.ids),
            ]
        )
        for check in self:
            orders = check.line_ids.order_id._origin
            check.other_open_check_ids = candidates.filtered(
                lambda other, check=check, orders=orders: (
                    other != check._origin and other.line_ids.order_id & orders
                )
            )

    @api.depends("partner_id", "line_ids.order_id")
    def _compute_other_order_ids(self):
        for check in self:
            check.other_order_ids = self.env["sale.order"].search(
                [
                    ("company_id", "=", check.company_id.id),
                    (
                        "partner_id",
                        "child_of",
                        check.partner_id.commercial_partner_id.ids,
                    ),
                    ("state", "=", "sale"),
                    ("is_dispatch_blocked", "=", True),
                    ("id", "not in", check.line_ids.order_id.ids),
                ]
            )

    @api.depends("amount", "payer_name", "bank_reference", "line_ids.order_id")
    def _compute_matching_statement_line_ids(self):
        for check in self:
            check.matching_statement_line_ids = self.env[
                "account.bank.statement.line"
            ].search(check._get_statement_line_domain(), limit=20)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_statement_line_domain(self):
        """Unmatched income of the same amount, payer, customer or order."""
        self.ensure_one()
        texts = [self.bank_reference, *self.line_ids.order_id.mapped("name")]
        likely = Domain.OR(
            [
                [("amount", "=", self.amount)],
                [("partner_id", "child_of", self.partner_id.commercial_partner_id.ids)],
                *(
                    [("partner_name", "ilike", name)]
                    for name in [self.payer_name]
                    if name
                ),
                *([("payment_ref", "ilike", text)] for text in texts if text),
            ]
        )
        return likely & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("is_reconciled", "=", False),
                ("amount", ">", 0),
            ]
        )
