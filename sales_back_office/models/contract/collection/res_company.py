from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_guarantee_days = fields.Integer(
        string="Days before a guarantee expires",
        default=7,
        help="From then on, somebody is told to renew it or to get it back.",
    )
