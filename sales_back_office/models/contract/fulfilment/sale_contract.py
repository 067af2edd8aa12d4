from datetime import timedelta

from odoo import api, fields, models

from ..sale_contract import CONCLUDED

# What an event may change of a contract.
FULFILMENT = (
    *("amount_ordered", "amount_delivered", "amount_invoiced", "amount_received"),
    *("is_called_off", "fulfilment_status"),
)


class SaleContract(models.Model):
    """What became of the promise: how much of it is ordered, delivered, invoiced and
    received, and whether that is on time."""

    _inherit = "sale.contract"

    # the same lines, as the fulfilment list shows them
    fulfilment_line_ids = fields.One2many(related="line_ids", string="Fulfilment list")
    amount_ordered = fields.Monetary(
        string="Ordered", compute="_compute_amounts", store=True
    )
    amount_delivered = fields.Monetary(
        string="Delivered", compute="_compute_amounts", store=True
    )
    amount_invoiced = fields.Monetary(
        string="Invoiced", compute="_compute_amounts", store=True
    )
    amount_received = fields.Monetary(
        string="Received", compute="_compute_amounts", store=True
    )
    delivery_progress = fields.Float(compute="_compute_progress")
    invoice_progress = fields.Float(compute="_compute_progress")
    payment_progress = fields.Float(compute="_compute_progress")
    fulfilment_status = fields.Selection(
        [
            ("open", "On time"),
            ("uncalled", "Without orders"),
            ("lapsing", "Lapses soon"),
            ("late", "Late"),
            ("lapsed", "Lapsed"),
            ("fulfilled", "Fulfilled"),
        ],
        string="Fulfilment",
        compute="_compute_fulfilment_status",
        store=True,
        index=True,
        help="Days pass without an event: looked at anew every night, too.",
    )

    @api.depends(
        "line_ids.active",
        "line_ids.amount_ordered",
        "line_ids.amount_delivered",
        "line_ids.amount_invoiced",
        "line_ids.amount_received",
    )
    def _compute_amounts(self):
        self.fetch(FULFILMENT)  # what stays as it was is then not written again
        for contract in self:
            lines = contract.line_ids
            contract.amount_ordered = sum(lines.mapped("amount_ordered"))
            contract.amount_delivered = sum(lines.mapped("amount_delivered"))
            contract.amount_invoiced = sum(lines.mapped("amount_invoiced"))
            contract.amount_received = sum(lines.mapped("amount_received"))

    @api.depends(
        "amount_delivered", "amount_invoiced", "amount_received", "amount_total"
    )
    def _compute_progress(self):
        for contract in self:
            get_percent = contract.currency_id._get_percent
            total = contract.amount_total
            contract.delivery_progress = get_percent(contract.amount_delivered, total)
            contract.invoice_progress = get_percent(contract.amount_invoiced, total)
            contract.payment_progress = get_percent(contract.amount_received, total)

    @api.depends(
        "company_id.contract_call_days",
        "company_id.contract_lapse_days",
        "date_end",
        "date_signed",
        "line_ids.active",
        "line_ids.amount_open",
        "line_ids.date_due",
        "line_ids.quantity_open",
        "line_ids.quantity_ordered",
        "state",
    )
    def _compute_fulfilment_status(self):
        for contract in self:
            contract.fulfilment_status = contract._get_fulfilment_status()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Write to the customer, with the fulfilment list attached (duty 36).

        :return: window action of the mail composer
        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when the contract is still a draft
        """
        self.ensure_one()
        self._check_may_register()
        self._check_state(*CONCLUDED)
        template = self.env.ref("sales_back_office.mail_template_contract_fulfilment")
        return {
            "name": self.env._("Send fulfilment list"),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id,
                "default_composition_mode": "comment",
            },
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_fulfilment_status(self):
        self.ensure_one()
        if self.state in ("draft", "terminated"):
            return False
        open_lines = self.line_ids.filtered(lambda line: line._is_open())
        owed = self.line_ids.filtered(
            lambda line: self.currency_id.compare_amounts(line.amount_open, 0) > 0
        )
        if not open_lines and not owed:
            return "fulfilled"
        if self.state == "closed":  # as good as fulfilled; nobody has to look after it
            return False
        today = self.company_id._get_today()
        if self.date_end and self.date_end < today:
            return "lapsed"
        if self._has_late_goods():
            return "late"
        days = timedelta(days=self.company_id.contract_lapse_days)
        if self.date_end and self.date_end <= today + days:
            return "lapsing"
        days = timedelta(days=self.company_id.contract_call_days)
        if self.date_signed + days < today and not any(
            self.line_ids.mapped("quantity_ordered")
        ):
            return "uncalled"
        return "open"

    def _has_late_goods(self):
        self.ensure_one()
        today = self.company_id._get_today()
        return any(
            line.date_due and line.date_due < today and line._is_open()
            for line in self.line_ids
        )
