from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_use_contract = fields.Boolean(
        string="Contracts", implied_group="sales_back_office.group_use_contract"
    )
    contract_overcall_policy = fields.Selection(
        related="company_id.contract_overcall_policy", readonly=False, required=True
    )
    contract_lapse_days = fields.Integer(
        related="company_id.contract_lapse_days", readonly=False
    )
    contract_call_days = fields.Integer(
        related="company_id.contract_call_days", readonly=False
    )
