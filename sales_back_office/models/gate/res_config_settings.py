from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dispatch_payment_percent = fields.Float(
        related="company_id.dispatch_payment_percent", readonly=False
    )
    supply_payment_percent = fields.Float(
        related="company_id.supply_payment_percent", readonly=False
    )
    partial_dispatch_allowed = fields.Boolean(
        related="company_id.partial_dispatch_allowed", readonly=False
    )
    dispatch_sign_off = fields.Selection(
        related="company_id.dispatch_sign_off", readonly=False, required=True
    )
    dispatch_block_overdue = fields.Boolean(
        related="company_id.dispatch_block_overdue", readonly=False
    )
    dispatch_overdue_days = fields.Integer(
        related="company_id.dispatch_overdue_days", readonly=False
    )
    dispatch_block_credit_limit = fields.Boolean(
        related="company_id.dispatch_block_credit_limit", readonly=False
    )
    dispatch_payment_evidence = fields.Selection(
        related="company_id.dispatch_payment_evidence", readonly=False, required=True
    )
    exception_countersign_amount = fields.Monetary(
        related="company_id.exception_countersign_amount",
        readonly=False,
    )
    manual_dispatch_policy = fields.Selection(
        related="company_id.manual_dispatch_policy", readonly=False, required=True
    )
