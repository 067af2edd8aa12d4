from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

# What both sides have agreed to, whatever became of it.
CONCLUDED = ("signed", "closed", "terminated")
# What tells somebody to look after a contract.
ALARM = "sales_back_office.mail_activity_type_contract"


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

    _sealed_fields = frozenset({"state", "end_reason"})
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
    amount_total = fields.Monetary(
        string="Contract amount",
        compute="_compute_amount_total",
        store=True,
        tracking=True,
    )

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

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

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
