from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# Events of the contract from which an instalment counts, and where their day stands.
EVENTS = {
    "signing": "date_signed",
    "first_delivery": "date_delivery_started",
    "delivery": "date_delivered",
    "acceptance": "date_accepted",
}


class SaleContractInstalment(models.Model):
    """A part of the money of a contract, and when it is to come in (回款计划).

    Money that has come in belongs to the instalments in the order of the plan.
    """

    _name = "sale.contract.instalment"
    _inherit = ["reminder.mixin"]
    _description = "Instalment of a contract"
    _order = "contract_id desc, sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "sale.contract", required=True, index=True, ondelete="cascade"
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
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_responsible_id",
        store=True,
        help="Whoever is responsible for the payment of the contract, or its"
        " salesperson.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="Instalment", required=True, help="What is paid: deposit, balance …"
    )
    percent = fields.Float(
        string="Share (%)",
        digits=(5, 2),
        help="Of the amount of the contract; or leave it empty and enter the amount.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    event = fields.Selection(
        [
            ("date", "Fixed date"),
            ("signing", "Signing"),
            ("first_delivery", "First delivery"),
            ("delivery", "Delivery in full"),
            ("acceptance", "Acceptance"),
        ],
        string="Counts from",
        required=True,
        default="date",
    )
    days = fields.Integer(
        string="Days after", help="After the event; 0: on the same day."
    )
    date = fields.Date(string="Agreed date")

    date_due = fields.Date(
        string="Due date",
        compute="_compute_date_due",
        store=True,
        index="btree_not_null",
        help="Empty: it waits for its event.",
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_amount_received", store=True
    )
    amount_open = fields.Monetary(
        string="To receive", compute="_compute_amount_received", store=True
    )
    state = fields.Selection(
        [
            ("waiting", "Not due yet"),
            ("open", "To be paid"),
            ("paid", "Received in full"),
            ("cancelled", "Contract ended"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
        help="“Not due yet” waits for its event: the signature, a delivery, the"
        " acceptance.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _percent_is_a_share = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)",
        "The share of an instalment lies between 0 and 100 %.",
    )
    # A share of a contract that has no lines yet is nothing yet.
    _is_for_something = models.Constraint(
        "CHECK (COALESCE(percent, 0) > 0 OR amount > 0)",
        "Enter the share of the instalment, or its amount.",
    )
    _days_are_after = models.Constraint(
        "CHECK (days >= 0)", "An instalment is due on the day of its event, or after."
    )
    _dated = models.Constraint(
        "CHECK (event != 'date' OR date IS NOT NULL)",
        "Enter the day on which the instalment is due, or choose an event.",
    )

    @api.depends("contract_id.payment_responsible_id", "contract_id.user_id")
    def _compute_responsible_id(self):
        for instalment in self:
            contract = instalment.contract_id
            instalment.responsible_id = contract._get_payment_responsible()

    @api.depends(
        "percent",
        "contract_id.amount_total",
        "contract_id.instalment_ids.percent",
        "contract_id.instalment_ids.sequence",
    )
    def _compute_amount(self):
        """An amount without a share stays as it was entered."""
        for contract, own in self.grouped("contract_id").items():
            plan = contract.instalment_ids.sorted()
            parts = contract.currency_id._split(
                contract.amount_total, plan.mapped("percent"), 100
            )
            shares = dict(zip(plan, parts, strict=True))
            for instalment in own:
                instalment.amount = (
                    shares.get(instalment, 0.0)
                    if instalment.percent
                    else instalment.amount or 0.0
                )

    @api.depends(
        "event",
        "days",
        "date",
        "contract_id.state",
        "contract_id.date_signed",
        "contract_id.date_delivery_started",
        "contract_id.date_delivered",
        "contract_id.date_accepted",
    )
    def _compute_date_due(self):
        for instalment in self:
            instalment.date_due = instalment._get_date_due()

    @api.depends(
        "amount",
        "contract_id.amount_received",
        "contract_id.instalment_ids.amount",
        "contract_id.instalment_ids.sequence",
    )
    def _compute_amount_received(self):
        for contract, own in self.grouped("contract_id").items():
            left = max(contract.amount_received, 0.0)
            for instalment in contract.instalment_ids.sorted():
                received = min(left, instalment.amount)
                left -= received
                if instalment in own:
                    instalment.amount_received = received
                    instalment.amount_open = instalment.amount - received

    @api.depends("amount", "amount_open", "date_due", "contract_id.state")
    def _compute_state(self):
        for instalment in self:
            currency = instalment.currency_id or instalment.company_id.currency_id
            if instalment.amount and currency.is_zero(instalment.amount_open):
                instalment.state = "paid"
            elif instalment.contract_id.state in ("closed", "terminated"):
                instalment.state = "cancelled"
            else:
                is_signed = instalment.contract_id.state == "signed"
                is_open = is_signed and instalment.date_due
                instalment.state = "open" if is_open else "waiting"

    @api.depends("date_due", "state")
    def _compute_is_overdue(self):
        overdue = self._filtered_overdue()
        for instalment in self:
            instalment.is_overdue = instalment in overdue

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain.OR(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("date_due", "<", company._get_today()),
            ]
            for (company,) in self._read_group([], ["company_id"])
        )
        return overdue if True in value else ~overdue

    @api.depends("date_due", "state")
    def _compute_reminder_since(self):
        """Override of `reminder.mixin`: the day after it was due."""
        for instalment in self:
            is_open = instalment.state == "open"
            instalment.reminder_since = is_open and instalment.date_due + timedelta(1)

    @api.depends("name", "amount", "date_due", "event")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for instalment in self:
            currency = instalment.currency_id  # none yet, while it is being entered
            amount = currency.format(instalment.amount) if currency else ""
            due = format_date(self.env, instalment.date_due)
            due = due or events.get(instalment.event, "")
            instalment.display_name = f"{instalment.name} {amount}, {due}"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to tell of it on a contract that is signed."""
        self._get_parents("contract_id", vals_list)._track_plan()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base`, as `create`."""
        joined = self.contract_id.browse(vals.get("contract_id"))
        (self.contract_id | joined)._track_plan()
        return super().write(vals)

    def unlink(self):
        """Override of `base`, as `create`."""
        self.contract_id._track_plan()
        return super().unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_date_due(self):
        self.ensure_one()
        contract = self.contract_id
        if self.event == "date":
            return self.date
        day = contract.state != "draft" and contract[EVENTS[self.event]]
        return day and day + timedelta(self.days)

    def _filtered_overdue(self):
        return self.filtered(
            lambda instalment: (
                instalment.state == "open"
                and instalment.date_due < instalment.company_id._get_today()
            )
        )

    def _get_reminder_responsible(self):
        return self.responsible_id

    def _get_reminder_summary(self):
        self.ensure_one()
        return self.env._(
            "%(amount)s of %(contract)s were due on %(day)s: %(instalment)s",
            amount=self.currency_id.format(self.amount_open),
            contract=self.contract_id.display_name,
            day=format_date(self.env, self.date_due),
            instalment=self.name,
        )
