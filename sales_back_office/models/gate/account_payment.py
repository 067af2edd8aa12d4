from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # The inverse lets the ORM find the orders of a changed payment in its cache instead
    # of searching for them at each change.
    payment_check_ids = fields.One2many(
        "sale.payment.check", "payment_id", string="Payment checks", readonly=True
    )
