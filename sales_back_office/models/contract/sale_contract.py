from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list

# What both sides have agreed to, whatever became of it.
CONCLUDED = ("signed", "closed", "terminated")

# What somebody has to look after.
ALARMS = ("uncalled", "lapsing", "late", "lapsed")
ALARM = "sales_back_office.mail_activity_type_contract"

# What an event may change of a contract.
FULFILMENT = (
    *("amount_ordered", "amount_delivered", "amount_invoiced", "amount_received"),
    *("is_called_off", "fulfilment_status"),
)

# The columns of a workbook with contracts that are to be entered.
IMPORT_COLUMNS = (
    "name",
    "customer_reference",
    "partner_id",
    "date_signed",
    "place_signed",
    "date_start",
    "date_end",
    "payment_term_id",
    "user_id",
    "delivery_responsible_id",
    "payment_responsible_id",
    "archive_place",
    "line_ids/product_id",
    "line_ids/name",
    "line_ids/quantity",
    "line_ids/product_uom_id",
    "line_ids/price_unit",
    "line_ids/date_due",
)


class SaleContract(models.Model):
    """A sales contract (购销合同): what was promised to whom, and who keeps it.

    Customers read their contracts in the portal; what is not for their eyes is of the
    group of internal users.
    """

    _name = "sale.contract"
    _inherit = ["sealed.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Sales contract"
    _order = "date_signed desc, id desc"
    _rec_names_search = ["name", "customer_reference", "partner_id.name"]
    _check_company_auto = True
    # Whoever has to deliver or to collect writes down what the customer said.
    _mail_post_access = "read"

    _sealed_fields = frozenset({"state", "end_reason", "status_told"})
    # The promise: once signed, only an amendment changes it.
    _promised_fields = frozenset(
        {
            "name",
            "partner_id",
            "company_id",
            "currency_id",
            "date_signed",
            "place_signed",
            "date_start",
            "date_end",
            "payment_term_id",
            "signed_copy",
            "line_ids",
        }
    )

    name = fields.Char(
        string="Number",
        copy=False,
        tracking=True,
        help="Given by itself, unless the contract has a number already.",
    )
    customer_reference = fields.Char(
        string="Customer's number", help="What the customer calls this contract."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("signed", "Concluded"),
            ("closed", "Closed"),
            ("terminated", "Terminated"),
        ],
        string="Status",
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    end_reason = fields.Text(
        string="Reason for the end",
        readonly=True,
        copy=False,
        tracking=True,
        groups="base.group_user",
    )

    # promise
    date_signed = fields.Date(string="Signed on", copy=False, tracking=True)
    place_signed = fields.Char(string="Signed in", copy=False)
    date_start = fields.Date(string="Valid from", copy=False, tracking=True)
    date_end = fields.Date(string="Valid until", copy=False, tracking=True)
    payment_term_id = fields.Many2one(
        "account.payment.term",
        compute="_compute_payment_term_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
        help="Orders of this contract take it over, and with it what has to be paid"
        " before supply and dispatch.",
    )
    line_ids = fields.One2many(
        "sale.contract.line", "contract_id", string="Lines", copy=True
    )
    # the same lines, as the fulfilment list shows them
    fulfilment_line_ids = fields.One2many(related="line_ids", string="Fulfilment list")
    amount_total = fields.Monetary(
        string="Contract amount",
        compute="_compute_amount_total",
        store=True,
        tracking=True,
    )

    amendment_ids = fields.One2many(
        "sale.contract.amendment", "contract_id", groups="base.group_user"
    )
    amendment_count = fields.Integer(
        compute="_compute_amendment_count", groups="base.group_user"
    )

    # fulfilment
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
    is_called_off = fields.Boolean(
        string="Ordered in full", compute="_compute_is_called_off", store=True
    )
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
    # Events change the status by day; what the nightly job has told of, it keeps here.
    status_told = fields.Char(readonly=True, copy=False, groups="base.group_user")
    order_ids = fields.One2many("sale.order", "contract_id", string="Orders")
    order_count = fields.Integer(compute="_compute_order_count")

    # who keeps it
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    delivery_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for delivery",
        tracking=True,
        ondelete="restrict",
        check_company=True,
        groups="base.group_user",
    )
    payment_responsible_id = fields.Many2one(
        "res.users",
        string="Responsible for payment",
        tracking=True,
        ondelete="restrict",
        check_company=True,
        groups="base.group_user",
    )

    # paper
    signed_copy = fields.Binary(
        attachment=True,
        copy=False,
        help="The scan of what both have signed. The customer can download it, too.",
    )
    signed_copy_name = fields.Char(copy=False)
    archive_place = fields.Char(
        copy=False,
        groups="base.group_user",
        help="Where the paper lies: cabinet, binder, page.",
    )
    note = fields.Html(string="Internal remarks", groups="base.group_user")

    _period = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A contract cannot end before it starts.",
    )
    _name_is_unique = models.UniqueIndex(
        "(company_id, name)", "There is a contract with this number already."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for contract in self:
            contract.currency_id = contract.company_id.currency_id

    @api.depends("partner_id", "company_id")
    def _compute_payment_term_id(self):
        for contract in self:
            partner = contract.partner_id.with_company(contract.company_id)
            contract.payment_term_id = partner.property_payment_term_id

    @api.depends("line_ids.active", "line_ids.price_total")
    def _compute_amount_total(self):
        for contract in self:
            contract.amount_total = sum(contract.line_ids.mapped("price_total"))

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

    @api.depends("line_ids.active", "line_ids.quantity", "line_ids.quantity_ordered")
    def _compute_is_called_off(self):
        for contract in self:
            contract.is_called_off = not any(
                line._has_quantity_left() for line in contract.line_ids
            )

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

    @api.depends("amendment_ids")
    def _compute_amendment_count(self):
        for contract in self:
            contract.amendment_count = len(contract.amendment_ids)

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract._origin, 0)

    @api.depends("name", "customer_reference")
    def _compute_display_name(self):
        for contract in self:
            numbers = [contract.name, contract.customer_reference]
            contract.display_name = " · ".join(filter(None, numbers))

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the contracts."""
        for vals in vals_list:
            if not vals.get("name"):
                company = vals.get("company_id") or self.env.company
                numbers = self.env["ir.sequence"].with_company(company)
                vals["name"] = numbers.next_by_code(self._name)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to lock what was promised."""
        if self._promised_fields.intersection(vals):
            self._check_open_to_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%(contract)s was signed and stays in the register. Terminate"
                        " it instead.",
                        contract=contract.name,
                    )
                )

    @api.model
    def get_import_templates(self):
        """Override of `base` to offer a workbook in the language of the user."""
        template = "/sales_back_office/contracts.xlsx"
        return [{"label": self.env._("Workbook for contracts"), "template": template}]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sign(self):
        """Enter that both sides have signed: the promise holds (duty 35).

        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when the contract is not a draft, has no line or date, or
            when the signed copy is missing
        """
        self._check_may_register()
        self._check_state("draft")
        for contract in self:
            contract._check_can_be_signed()
        self._write_sealed({"state": "signed"})

    def action_close(self, reason=None):
        """File a contract that is fulfilled, or as good as.

        :param str reason: for the register; without it, a dialog asks
        :return: window action of the dialog, if no reason is given
        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when the contract is not signed
        """
        return self._end("closed", reason)

    def action_terminate(self, reason=None):
        """End a contract that will not be fulfilled.

        :param str reason: for the register; without it, a dialog asks
        :return: window action of the dialog, if no reason is given
        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when the contract is not signed
        """
        return self._end("terminated", reason)

    def action_amend(self):
        """Prepare a change of the contract, or go on with the one that is prepared.

        :return: window action on the ``sale.contract.amendment``
        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when the contract is not signed
        """
        self.ensure_one()
        self._check_may_register()
        self._check_state("signed")
        amendments = self.env["sale.contract.amendment"]
        draft = self.amendment_ids.filtered(lambda a: a.state == "draft")
        if not draft:
            amendments.flush_model(["state"])  # the database allows one draft
            draft = amendments._create_sealed([amendments._prepare(self)])
        return draft._get_records_action()

    def action_view_amendments(self):
        """Open the amendments of the contract.

        :return: window action on ``sale.contract.amendment``
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_back_office.sale_contract_amendment_action"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        return action

    def action_create_order(self):
        """Open a new order for what no order has called yet (duty 35).

        What the contract words freely comes along as a note: which product it is, the
        clerk knows.

        :return: window action on the new quotation
        :raise AccessError: unless the user is an order clerk
        :raise UserError: when the contract is not signed, or all of it is ordered
        """
        self.ensure_one()
        self.env.user._check_back_office_role("order_clerk")
        self.check_access("read")
        self._check_state("signed")
        lines = self.line_ids.filtered(lambda line: line._has_quantity_left())
        if not lines:
            raise UserError(self.env._("All of %s is ordered.", self.display_name))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "contract_id": self.id,
                "pricelist_id": self._get_pricelist().id,
                "order_line": [
                    Command.create(line._prepare_order_line()) for line in lines
                ],
            }
        )
        return order._get_records_action()

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

    def action_view_orders(self):
        """Open the orders that call the contract.

        :return: window action on ``sale.order``
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _cron_look_at_days(self):
        """Let time do its work, once a day where the company is: contracts become late,
        or lapse, without an event. Whoever is responsible is told once.
        """
        groups = self._read_group([("state", "!=", "draft")], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        waiting = companies.filtered(lambda own: own.contract_day != own._get_today())
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(waiting))
        for company in waiting:
            self._look_at_day(company)
            company.contract_day = company._get_today()
            crons._commit_progress(processed=1)

    def _look_at_day(self, company):
        signed = self.search(
            [("state", "=", "signed"), ("company_id", "=", company.id)]
        )
        self.env.add_to_compute(self._fields["fulfilment_status"], signed)
        signed._recompute_recordset(["fulfilment_status"])
        changed = signed.filtered(lambda own: own.fulfilment_status != own.status_told)
        changed.activity_unlink([ALARM])
        for status, contracts in changed.grouped("fulfilment_status").items():
            if status in ALARMS:
                contracts._alarm()
            contracts._write_sealed({"status_told": status})

    def _alarm(self):
        """Put contracts of one company and status before whoever is responsible for
        what is wrong with them, in the language of that person."""
        field = self._fields["fulfilment_status"]
        for user, contracts in self.grouped(lambda own: own._get_alarmed()).items():
            env = self.with_context(lang=user.lang).env
            labels = dict(field._description_selection(env))
            contracts.activity_schedule(
                ALARM,
                user_id=user.id,
                date_deadline=self.company_id._get_today(),
                summary=labels[contracts[0].fulfilment_status],
            )

    def _get_alarmed(self):
        self.ensure_one()
        late = self.fulfilment_status == "late"
        responsible = self.delivery_responsible_id if late else self.user_id
        return responsible or self.user_id or self.create_uid

    @api.model
    def _get_import_columns(self):
        """`(label, field)` of the columns of a workbook with contracts."""
        for path in IMPORT_COLUMNS:
            model, labels = self, []
            for name in path.split("/"):
                field = model._fields[name]
                labels.append(field._description_string(self.env))
                model = self.env.get(field.comodel_name)
            yield "/".join(labels), field

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

    def _has_left_of(self, products):
        """Whether something is left to call of one of the products, if there are any.

        What is promised in words only may be any of them.
        """
        self.ensure_one()
        return not products or any(
            not line.product_id or line.product_id in products
            for line in self.line_ids
            if line._has_quantity_left()
        )

    def _get_pricelist(self):
        """The customer's pricelist, or one in the currency of the contract."""
        self.ensure_one()
        own = self.partner_id.with_company(self.company_id).property_product_pricelist
        if own.currency_id == self.currency_id:
            return own
        return own.search(
            [
                ("currency_id", "=", self.currency_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )

    def _check_may_register(self):
        self.env.user._check_back_office_role("order_clerk", "after_sales_clerk")
        self.check_access("write")

    def _end(self, state, reason):
        self._check_may_register()
        self._check_state("signed")
        if not (reason or "").strip():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "sales_back_office.sale_contract_end_action"
            )
            action["context"] = {
                "default_contract_ids": self.ids,
                "default_state": state,
            }
            return action
        self._write_sealed({"state": state, "end_reason": reason.strip()})
        self.activity_unlink([ALARM])

    def _check_can_be_signed(self):
        self.ensure_one()
        missing = {
            self.env._("at least one line"): not self.line_ids,
            self.env._("the date on which it was signed"): not self.date_signed,
            self.env._("the signed copy"): not self.signed_copy,
        }
        if any(missing.values()):
            raise UserError(
                self.env._(
                    "Before %(contract)s counts as signed, enter %(missing)s.",
                    contract=self.name,
                    missing=format_list(
                        self.env, [name for name, is_so in missing.items() if is_so]
                    ),
                )
            )

    def _check_file_may_change(self, name):
        """Override of `sealed.mixin`: the copy stays as both sides have signed it."""
        if name == "signed_copy":
            self._check_state("draft")
        return super()._check_file_may_change(name)

    def _hold_open(self):
        """As `_check_open_to_change`, for the lines: nobody else signs meanwhile what
        they do not say any longer."""
        self._lock_and_touch()
        self._check_open_to_change()

    def _check_open_to_change(self):
        """Refuse to change the promise of a contract that is signed."""
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%(contract)s is signed. What was promised is changed by an"
                        " amendment that both sides agree to.",
                        contract=contract.name,
                    )
                )
