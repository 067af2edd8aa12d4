from odoo import api, fields, models
from odoo.exceptions import UserError

# Where a transaction keeps the plans as they were before it.
PLANS = "sale.contract.plans"


class SaleContract(models.Model):
    """When the money of a contract is to come in (回款计划), and what secures it."""

    _inherit = "sale.contract"

    instalment_ids = fields.One2many(
        "sale.contract.instalment",
        "contract_id",
        string="Collection plan",
        copy=True,
        groups="base.group_user",
    )
    guarantee_ids = fields.One2many(
        "sale.contract.guarantee",
        "contract_id",
        string="Deposits and guarantees",
        groups="base.group_user",
    )
    amount_planned = fields.Monetary(
        string="Planned", compute="_compute_plan", groups="base.group_user"
    )
    amount_overdue = fields.Monetary(
        string="Amount overdue",
        compute="_compute_plan",
        groups="base.group_user",
        help="What should have been paid by today and is not.",
    )
    is_plan_incomplete = fields.Boolean(
        compute="_compute_plan", groups="base.group_user"
    )

    # the days from which instalments count
    date_delivery_started = fields.Date(
        string="Delivered first on",
        compute="_compute_delivery_dates",
        store=True,
        groups="base.group_user",
    )
    date_delivered = fields.Date(
        string="Delivered in full on",
        compute="_compute_delivery_dates",
        store=True,
        groups="base.group_user",
    )
    date_accepted = fields.Date(
        string="Accepted on",
        compute="_compute_date_accepted",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="When the customer accepted all of it. Filled in once everything is"
        " signed for; enter the day of the certificate, if there is one.",
    )

    @api.depends("amount_total", "instalment_ids.amount", "instalment_ids.is_overdue")
    def _compute_plan(self):
        for contract in self:
            plan = contract.instalment_ids
            contract.amount_planned = sum(plan.mapped("amount"))
            overdue = plan.filtered("is_overdue")
            contract.amount_overdue = sum(overdue.mapped("amount_open"))
            contract.is_plan_incomplete = plan and contract.currency_id.compare_amounts(
                contract.amount_planned, contract.amount_total
            )

    @api.depends(
        "line_ids.active", "line_ids.quantity_delivered", "line_ids.quantity_open"
    )
    def _compute_delivery_dates(self):
        """The days on which the first and the last goods left: today, when a delivery
        makes the difference."""
        for contract in self:
            lines = contract.line_ids
            today = contract.company_id._get_today()
            is_started = any(lines.mapped("quantity_delivered"))
            is_delivered = is_started and all(not line._is_open() for line in lines)
            started, delivered = contract.date_delivery_started, contract.date_delivered
            contract.date_delivery_started = is_started and (started or today)
            contract.date_delivered = is_delivered and (delivered or today)

    @api.depends("line_ids.active", "line_ids.quantity", "line_ids.quantity_signed_for")
    def _compute_date_accepted(self):
        for contract in self:
            lines = contract.line_ids
            is_signed_for = lines and all(
                line.product_uom_id.compare(line.quantity_signed_for, line.quantity)
                >= 0
                for line in lines
            )
            accepted = contract.date_accepted
            today = contract.company_id._get_today()
            contract.date_accepted = accepted or (is_signed_for and today)

    @api.depends("instalment_ids.date_due", "instalment_ids.state")
    def _compute_fulfilment_status(self):
        """Override of the fulfilment: money that is late makes a contract late, too."""
        return super()._compute_fulfilment_status()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _look_at_day(self, company):
        """Override of the alarm to remind of money and guarantees, too."""
        result = super()._look_at_day(company)
        self.env["sale.contract.instalment"]._remind_all(company)
        self.env["sale.contract.guarantee"]._remind_all(company)
        return result

    def _get_fulfilment_status(self):
        status = super()._get_fulfilment_status()
        if (
            status in ("open", "uncalled", "lapsing")
            and self.instalment_ids._filtered_overdue()
        ):
            return "late"
        return status

    def _alarm(self):
        """Override of the alarm: instalments tell of themselves."""
        own = self.filtered(
            lambda contract: (
                contract.fulfilment_status != "late" or contract._has_late_goods()
            )
        )
        return super(SaleContract, own)._alarm()

    def _check_can_be_signed(self):
        """Override of the register: a plan is for all of the money, or there is none.

        :raise UserError: naming both sums
        """
        result = super()._check_can_be_signed()
        if self.is_plan_incomplete:
            raise UserError(
                self.env._(
                    "The collection plan of %(contract)s adds up to %(planned)s, the"
                    " contract to %(total)s. Correct the instalments.",
                    contract=self.name,
                    planned=self.currency_id.format(self.amount_planned),
                    total=self.currency_id.format(self.amount_total),
                )
            )
        return result

    def _get_payment_responsible(self):
        """Whoever looks after the money: `res.users`, which may be empty, as the
        contract of a record that is being entered may be."""
        return self.payment_responsible_id or self.user_id

    def _track_plan(self):
        """Before it changes: refuse for a contract that has ended, and remember the
        plan of those that are signed, to tell the difference once it is all done.

        As `mail` does with tracked fields, which cannot follow a list.
        """
        self._check_state("draft", "signed")
        transaction = self.env.cr.precommit
        if PLANS not in transaction.data:
            transaction.add(self._tell_of_plans)
        plans = transaction.data.setdefault(PLANS, {})
        for contract in self.filtered(lambda contract: contract.state == "signed"):
            plans.setdefault(contract.id, contract._describe_plan())

    def _tell_of_plans(self):
        plans = self.env.cr.precommit.data.pop(PLANS, {})
        for contract in self.browse(plans).exists():
            before, after = plans[contract.id], contract._describe_plan()
            if after != before:
                contract.message_post(
                    body=self.env._(
                        "The collection plan was changed. Before: %(before)s. Now:"
                        " %(after)s.",
                        before=before,
                        after=after,
                    )
                )

    def _describe_plan(self):
        self.ensure_one()
        plan = self.instalment_ids.sorted()
        return "; ".join(plan.mapped("display_name")) or self.env._("none")
