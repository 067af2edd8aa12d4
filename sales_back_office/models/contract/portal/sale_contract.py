from odoo import api, models

from ..sale_contract import CONCLUDED


class SaleContract(models.Model):
    """What the customer sees of its contracts; never a draft."""

    _name = "sale.contract"
    _inherit = ["sale.contract", "portal.mixin"]

    def _compute_access_url(self):
        """Override of `portal`."""
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_preview(self):
        """Show the contract as the customer sees it.

        :return: action on the page in the portal
        :raise UserError: when the contract is still a draft
        """
        self.ensure_one()
        self.check_access("read")
        self._check_state(*CONCLUDED)
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _is_in_portal(self):
        """Whether the company uses contracts; customers are in no group that tells."""
        return self.env["res.groups"]._is_feature_enabled(
            "sales_back_office.group_use_contract"
        )

    @api.model
    def _get_portal_domain(self, partner):
        """Contracts that a person finds in the portal: those of its company."""
        return [
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("state", "in", CONCLUDED),
        ]

    def _is_for_customer(self):
        """Whether the customer may look at the contract at all."""
        self.ensure_one()
        return self.state in CONCLUDED and self._is_in_portal()

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Override of `portal`: mails lead to the portal only if it shows the page."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _is_member, options in groups if self else []:
            if name in ("portal_customer", "portal"):
                options["has_button_access"] = self._is_for_customer()
                button = options.setdefault("button_access", {})
                button["title"] = self.env._("View the contract")
        return groups

    def _get_report_base_filename(self):
        """Name of the file that the portal gives out, as the mail names it."""
        self.ensure_one()
        return self.env._("Fulfilment list %s", self.name)
