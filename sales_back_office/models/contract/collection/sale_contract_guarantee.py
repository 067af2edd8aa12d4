from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class SaleContractGuarantee(models.Model):
    """Money or a letter that secures a contract (保证金、保函), until it expires.

    It is not the price: what is paid for the goods stands in the collection plan.
    """

    _name = "sale.contract.guarantee"
    _inherit = ["reminder.mixin"]
    _description = "Deposit or guarantee of a contract"
    _order = "date_end, id"
    _check_company_auto = True

    _sealed_fields = frozenset({"state", "date_settled"})
    # What was given stands as it is once it is settled.
    _settled_fields = frozenset(
        {"contract_id", "kind", "holder", "amount", "date_start", "date_end"}
    )

    contract_id = fields.Many2one(
        "sale.contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="contract_id.currency_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, precompute=True
    )
    name = fields.Char(string="Letter or receipt", required=True, help="Its number.")
    kind = fields.Selection(
        [
            ("deposit", "Cash deposit"),
            ("letter", "Bank guarantee"),
            ("retention", "Retention for quality"),
        ],
        required=True,
        default="deposit",
        tracking=True,
    )
    holder = fields.Selection(
        [("customer", "Customer"), ("company", "Us")],
        string="Held by",
        required=True,
        default="customer",
        tracking=True,
        help="Whoever has the money or the letter, and has to give it back.",
    )
    amount = fields.Monetary(required=True, tracking=True)
    date_start = fields.Date(string="Given on")
    date_end = fields.Date(string="Expires on", index="btree_not_null", tracking=True)
    state = fields.Selection(
        [("held", "Held"), ("returned", "Given back"), ("claimed", "Called in")],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="held",
        tracking=True,
    )
    date_settled = fields.Date(string="Settled on", readonly=True, copy=False)
    is_expired = fields.Boolean(string="Expired", compute="_compute_is_expired")

    _amount_is_positive = models.Constraint(
        "CHECK (amount > 0)", "A guarantee is for more than nothing: enter an amount."
    )
    _period = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A guarantee cannot expire before it is given.",
    )

    @api.depends("date_end", "state")
    def _compute_is_expired(self):
        for guarantee in self:
            end, today = guarantee.date_end, guarantee.company_id._get_today()
            guarantee.is_expired = guarantee.state == "held" and end and end < today

    @api.depends("company_id.contract_guarantee_days", "date_end", "state")
    def _compute_reminder_since(self):
        """Override of `reminder.mixin`: some days before it expires, for then it can
        still be renewed or got back."""
        for guarantee in self:
            days = timedelta(guarantee.company_id.contract_guarantee_days)
            end = guarantee.state == "held" and guarantee.date_end
            guarantee.reminder_since = end and end - days

    def write(self, vals):
        """Override of `base` to keep what is settled as it was."""
        if not self._settled_fields.isdisjoint(vals):
            self._check_state("held")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_state("held")
        for guarantee in self:
            if guarantee.contract_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%(guarantee)s belongs to %(contract)s, which is signed. Enter"
                        " that it was given back or called in.",
                        guarantee=guarantee.name,
                        contract=guarantee.contract_id.name,
                    )
                )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_return(self):
        """Enter that the holder has given it back (duty 35).

        :raise AccessError: unless the user is an order or after-sales clerk, or in
            finance
        :raise UserError: when it is settled already
        """
        self._settle("returned")

    def action_claim(self):
        """Enter that the holder has kept the money, or drawn on the letter.

        :raise AccessError: unless the user is an order or after-sales clerk, or in
            finance
        :raise UserError: when it is settled already
        """
        self._settle("claimed")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _settle(self, state):
        self.env.user._check_back_office_role(
            "order_clerk", "after_sales_clerk", "finance_checker"
        )
        self.check_access("write")
        self._check_state("held")
        for guarantee in self:
            today = guarantee.company_id._get_today()
            guarantee._write_sealed({"state": state, "date_settled": today})

    def _get_reminder_responsible(self):
        return self.contract_id._get_payment_responsible()

    def _get_reminder_summary(self):
        self.ensure_one()
        return self.env._(
            "%(guarantee)s of %(contract)s expires on %(day)s: renew it, or get it"
            " settled",
            guarantee=self.name,
            contract=self.contract_id.display_name,
            day=format_date(self.env, self.date_end),
        )
