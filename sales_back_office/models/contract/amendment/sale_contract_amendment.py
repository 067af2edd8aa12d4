from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_list


class SaleContractAmendment(models.Model):
    """A change of a signed contract that both sides agreed to (合同变更).

    It keeps what was promised before beside what is promised now.
    """

    _name = "sale.contract.amendment"
    _inherit = ["sealed.mixin", "mail.thread"]
    _description = "Contract amendment"
    _order = "contract_id, number desc"

    _sealed_fields = frozenset(
        {"contract_id", "number", "state", "agreed_user_id", "date_end_before"}
    )
    _agreed_fields = frozenset(
        {"line_ids", "date_end", "agreed_by", "date_agreed", "reason", "signed_copy"}
    )

    contract_id = fields.Many2one(
        "sale.contract", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    number = fields.Integer(string="No.", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("agreed", "Agreed")],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    reason = fields.Text(help="Why the contract changes.")
    agreed_by = fields.Char(
        string="Agreed by", help="Who agreed for the customer: name and position."
    )
    date_agreed = fields.Date(string="Agreed on")
    agreed_user_id = fields.Many2one(
        "res.users", string="Entered by", readonly=True, ondelete="restrict"
    )
    signed_copy = fields.Binary(attachment=True)
    signed_copy_name = fields.Char()
    date_end_before = fields.Date(string="Valid until, before", readonly=True)
    date_end = fields.Date(string="Valid until, now")
    line_ids = fields.One2many(
        "sale.contract.amendment.line", "amendment_id", string="Lines"
    )

    _one_draft = models.UniqueIndex(
        "(contract_id) WHERE state = 'draft'",
        "An amendment of this contract is being prepared already.",
    )

    @api.depends("contract_id.name", "number")
    def _compute_display_name(self):
        for amendment in self:
            amendment.display_name = self.env._(
                "%(contract)s, amendment %(number)s",
                contract=amendment.contract_id.name,
                number=amendment.number,
            )

    def write(self, vals):
        """Override of `base` to lock what was agreed."""
        if not self._agreed_fields.isdisjoint(vals):
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_state("draft")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_agree(self):
        """Enter that both sides agreed: the contract promises this from now on.

        :raise AccessError: unless the user is an order or after-sales clerk
        :raise UserError: when it is not a draft, when it is not said who agreed, when
            and why, or when less is promised than is ordered
        """
        self.contract_id._check_may_register()
        self._check_state("draft")
        self.contract_id._check_state("signed")
        for amendment in self:
            amendment._check_can_be_agreed()
            amendment._apply()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _prepare(self, contract):
        """Values of an amendment that changes nothing yet."""
        return {
            "contract_id": contract.id,
            "number": max(contract.amendment_ids.mapped("number"), default=0) + 1,
            "date_end_before": contract.date_end,
            "date_end": contract.date_end,
            "line_ids": [
                Command.create(line._prepare_amendment()) for line in contract.line_ids
            ],
        }

    def _check_file_may_change(self, name):
        """Override of `sealed.mixin`: the copy stays as both sides have signed it."""
        if name == "signed_copy":
            self._check_state("draft")
        return super()._check_file_may_change(name)

    def _hold_open(self):
        """Refuse other lines once it is agreed; and nobody else agrees meanwhile to
        what they do not say any longer."""
        self._lock_and_touch()
        self._check_state("draft")

    def _check_can_be_agreed(self):
        self.ensure_one()
        missing = {
            self.env._("who agreed for the customer"): not self.agreed_by,
            self.env._("the date of the agreement"): not self.date_agreed,
            self.env._("the reason"): not (self.reason or "").strip(),
        }
        if any(missing.values()):
            raise UserError(
                self.env._(
                    "Before %(amendment)s counts as agreed, enter %(missing)s.",
                    amendment=self.display_name,
                    missing=format_list(
                        self.env, [name for name, is_so in missing.items() if is_so]
                    ),
                )
            )

    def _apply(self):
        self.ensure_one()
        self.line_ids._apply()
        self.contract_id._write_sealed({"date_end": self.date_end})
        self._write_sealed({"state": "agreed", "agreed_user_id": self.env.user.id})
        self.contract_id.message_post(
            body=self.env._(
                "Amendment %(number)s, agreed by %(who)s: %(reason)s",
                number=self.number,
                who=self.agreed_by,
                reason=self.reason,
            )
        )
