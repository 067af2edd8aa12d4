from odoo import models


class SaleOrder(models.Model):
    """Whose debts stop the goods of an order."""

    _inherit = "sale.order"

    def _get_debtors(self):
        """Who has ordered, and who is invoiced: either may owe too much.

        What is owed is not a secret of finance to the gate.
        """
        # sudo: the answer does not depend on who asks.
        orders = self.sudo()
        partners = orders.partner_id | orders.partner_invoice_id
        return partners.commercial_partner_id.with_company(self.company_id[:1])

    def _get_limited_debtors(self):
        """Customers whose credit these orders use up, where that stops them."""
        limited = self.filtered("company_id.dispatch_block_credit_limit")
        return self.env["res.partner"].union(
            *(order._get_debtors().filtered("credit_limit") for order in limited)
        )
