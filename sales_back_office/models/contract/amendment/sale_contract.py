from odoo import api, fields, models


class SaleContract(models.Model):
    """A contract that both have signed is changed by amendments only."""

    _inherit = "sale.contract"

    amendment_ids = fields.One2many(
        "sale.contract.amendment", "contract_id", groups="base.group_user"
    )
    amendment_count = fields.Integer(
        compute="_compute_amendment_count", groups="base.group_user"
    )

    @api.depends("amendment_ids")
    def _compute_amendment_count(self):
        for contract in self:
            contract.amendment_count = len(contract.amendment_ids)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

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
