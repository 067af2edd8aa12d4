from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    contract_overcall_policy = fields.Selection(
        [("warn", "Warn"), ("refuse", "Refuse the order")],
        string="Orders for more than the contract",
        required=True,
        default="warn",
    )
    contract_lapse_days = fields.Integer(
        string="Days before the end of a contract",
        default=30,
        help="Contracts that are not fulfilled are shown as lapsing from then on.",
    )
    contract_call_days = fields.Integer(
        string="Days after the signature without an order",
        default=30,
        help="Contracts that nothing is ordered of are shown as such from then on.",
    )
    contract_day = fields.Date(
        help="The day to which the contracts of the company were looked at."
    )
