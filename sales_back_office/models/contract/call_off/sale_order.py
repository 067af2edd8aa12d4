from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class SaleOrder(models.Model):
    """An order that calls a contract is held to it, however it is confirmed."""

    _inherit = "sale.order"

    contract_id = fields.Many2one(
        "sale.contract",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        check_company=True,
        help="The contract that this order calls: its prices and payment term hold.",
    )
    # sudo: the contracts of the customer are offered, whoever keeps them
    allowed_contract_ids = fields.Many2many(
        "sale.contract",
        compute="_compute_allowed_contract_ids",
        compute_sudo=True,
        groups="sales_back_office.group_use_contract",
    )
    contract_warning = fields.Char(
        compute="_compute_contract_warning",
        compute_sudo=True,
        groups="sales_back_office.group_use_contract",
    )

    @api.depends("partner_id", "company_id", "order_line.product_id")
    def _compute_allowed_contract_ids(self):
        for order in self:
            contracts = self.env["sale.contract"].search(
                order._get_allowed_contracts_domain()
            )
            products = order.order_line.product_id
            order.allowed_contract_ids = contracts.filtered(
                lambda contract, products=products: contract._has_left_of(products)
            )

    @api.depends("contract_id")
    def _compute_payment_term_id(self):
        """Override of `sale`: the contract says when its orders are paid."""
        called = self.filtered("contract_id.payment_term_id")
        result = super(SaleOrder, self - called)._compute_payment_term_id()
        for order in called:
            order.payment_term_id = order.contract_id.payment_term_id
        return result

    @api.depends(
        "contract_id.date_end",
        "state",
        "order_line.contract_line_id",
        "order_line.product_uom_qty",
    )
    @api.depends_context("lang")
    def _compute_contract_warning(self):
        for order in self:
            warnings = [*order._get_lapses(), *order._get_overcalls()]
            order.contract_warning = "\n".join(warnings) or False

    @api.constrains("contract_id", "partner_id", "currency_id", "pricelist_id")
    def _check_contract(self):
        # sudo: an order is held to its contract, whoever may read that.
        for order in self.sudo().filtered("contract_id"):
            contract = order.contract_id
            customer = order.partner_id.commercial_partner_id
            if contract.partner_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contract)s is a contract with %(partner)s, and %(order)s is"
                        " for %(customer)s.",
                        contract=contract.name,
                        partner=contract.partner_id.commercial_partner_id.name,
                        order=order.name,
                        customer=customer.name,
                    )
                )
            if contract.currency_id != order.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(contract)s is in %(currency)s. Choose a pricelist in that"
                        " currency for %(order)s.",
                        contract=contract.name,
                        currency=contract.currency_id.name,
                        order=order.name,
                    )
                )

    @api.constrains("contract_id")
    def _check_contract_is_open(self):
        for order in self.sudo():  # as above
            if order.contract_id and order.contract_id.state != "signed":
                raise ValidationError(
                    self.env._(
                        "%(contract)s is not a signed contract, so %(order)s cannot"
                        " call it.",
                        contract=order.contract_id.name,
                        order=order.name,
                    )
                )

    def write(self, vals):
        """Override of `sale` to hold an order to its contract, however it is confirmed
        or comes to call one."""
        result = super().write(vals)
        if vals.get("state") == "sale":
            self._check_contract_is_open()
        if not {"contract_id", "state"}.isdisjoint(vals):
            self.order_line._check_contract_kept()
        return result

    def copy_data(self, default=None):
        """Override of `sale`: a copy calls the contract only if that is still open."""
        copies = super().copy_data(default)
        for order, vals in zip(self.sudo(), copies, strict=True):  # as above
            if vals.get("contract_id") == order.contract_id.id:
                is_open = order.contract_id.state == "signed"
                vals["contract_id"] = is_open and order.contract_id.id
        return copies

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _get_allowed_contracts_domain(self):
        """Contracts that the order may call: signed, of the customer's company, and
        with something left to order."""
        self.ensure_one()
        return [
            ("state", "=", "signed"),
            ("is_called_off", "=", False),
            ("company_id", "=", self.company_id.id),
            (
                "partner_id.commercial_partner_id",
                "=",
                self.partner_id.commercial_partner_id.id,
            ),
        ]

    def _check_contract_left(self):
        """Refuse more than the contract has left, where the company says so.

        :raise UserError: naming the lines, and the contract
        """
        strict = self.sudo().filtered(  # as above
            lambda order: (
                order.contract_id
                and order.company_id.contract_overcall_policy == "refuse"
            )
        )
        # Two orders may call the last piece at once.
        strict.contract_id._lock_and_touch()
        for order in strict:
            if overcalls := order._get_overcalls():
                raise UserError("\n".join(overcalls))

    def _get_lapses(self):
        """A sentence about a contract that has ended before the order is confirmed."""
        self.ensure_one()
        end = self.contract_id.date_end
        is_open = self.state in ("draft", "sent")
        if not (is_open and end and end < self.company_id._get_today()):
            return []
        return [
            self.env._(
                "%(contract)s has ended on %(end)s. Ask the customer whether it still"
                " holds, and record that as an amendment.",
                contract=self.contract_id.name,
                end=format_date(self.env, end),
            )
        ]

    def _get_overcalls(self):
        """Sentences about contract lines that have less left than the order wants."""
        self.ensure_one()
        overcalls = []
        called = self.order_line.filtered("contract_line_id")
        for line, own in called.grouped("contract_line_id").items():
            wanted = sum(order_line._get_called_quantity() for order_line in own)
            left = line._get_quantity_left_for(self)
            if line.product_uom_id.compare(wanted, left) > 0:
                overcalls.append(
                    self.env._(
                        "%(order)s calls %(wanted)s %(unit)s of %(product)s, but"
                        " %(contract)s has only %(left)s left.",
                        order=self.name,
                        wanted=line._format_number(wanted),
                        unit=line.product_uom_id.name,
                        product=line.name,
                        contract=line.contract_id.name,
                        left=line._format_number(max(left, 0.0)),
                    )
                )
        return overcalls
