"""Fixtures: one company, one user for each role, one factory for each document."""

import base64
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

ROLES = (
    "order_clerk",
    "issuing_clerk",
    "dispatch_clerk",
    "after_sales_clerk",
    "finance_checker",
    "supervisor",
    "executive",
    "back_office_manager",
)


class BackOffice:
    """A company that keeps its books in CNY; documents are made by whoever makes them
    in an office, so every test runs with that person's rights."""

    @classmethod
    def _open_office(cls):
        """Make company, users, customer and product in `cls.env`."""
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.company = cls._create_company("Xinghe Electric Vehicles")
        cls._switch_on("contract")
        for role in ROLES:
            setattr(cls, role, cls._create_user(role, role))
        cls.order_clerk_2 = cls._create_user("order_clerk_2", "order_clerk")
        cls.finance_checker_2 = cls._create_user("finance_checker_2", "finance_checker")
        cls.salesperson = new_test_user(
            cls.env,
            "salesperson",
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Yunnan Green Travel Co., Ltd",
                "phone": "0871-6533 1200",
                "street": "88 Dianchi Road",
                "city": "Kunming",
                "is_company": True,
            }
        )
        cls.vehicle = cls._create_product("E3 city car", 84000.0)
        cls.term_before_dispatch = cls.env.ref(
            "sales_back_office.account_payment_term_before_dispatch"
        )
        cls.term_deposit = cls.env.ref("sales_back_office.account_payment_term_deposit")
        cls.reason = cls.env.ref("sales_back_office.sale_dispatch_reason_transfer")
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    # ------------------------------------------------------------
    # FACTORIES
    # ------------------------------------------------------------

    @classmethod
    def _create_company(cls, name):
        cny = cls.env.ref("base.CNY")
        cny.active = True
        company = cls.env["res.company"].create({"name": name, "currency_id": cny.id})
        cls.env.user.company_ids += company
        cls.env["account.chart.template"].try_loading("generic_coa", company=company)
        company.currency_id = cny
        cls.env.user.company_id = company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": company.ids}
        )
        return company

    @classmethod
    def _switch_on(cls, room):
        """Let everyone use a room, as its switch on the Settings page does."""
        settings = cls.env["res.config.settings"]
        settings.create({f"group_use_{room}": True}).execute()

    @classmethod
    def _switch_off(cls, room):
        settings = cls.env["res.config.settings"]
        settings.create({f"group_use_{room}": False}).execute()

    @classmethod
    def _create_team(cls):
        """A sales team of two, in a company that uses targets and daily reports."""
        cls._switch_on("team")
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.salesperson_2 = cls._create_salesperson("salesperson_2")
        cls.team = cls._create_team_of(
            cls.salesperson, cls.salesperson_2, company_id=cls.company.id
        )

    @classmethod
    def _create_team_of(cls, *members, **values):
        users = [Command.create({"user_id": user.id}) for user in members]
        values = {"name": "South", "crm_team_member_ids": users, **values}
        return cls.env["crm.team"].create(values)

    @classmethod
    def _add_to_team(cls, user):
        member = Command.create({"user_id": user.id})
        cls.team.crm_team_member_ids = [member]

    @classmethod
    def _create_salesperson(cls, login):
        return new_test_user(
            cls.env,
            login,
            "sales_team.group_sale_salesman",
            company_id=cls.company.id,
            tz="Asia/Shanghai",
        )

    @classmethod
    def _create_user(cls, login, *roles, **values):
        return new_test_user(
            cls.env,
            login,
            ",".join(f"sales_back_office.group_{role}" for role in roles),
            **{
                "name": login.replace("_", " ").capitalize(),
                "company_id": cls.company.id,
                "tz": "Asia/Shanghai",
                **values,
            },
        )

    @classmethod
    def _create_portal_user(cls, login, customer):
        """Somebody who works for a customer and has a login to the portal."""
        user = new_test_user(
            cls.env, login, "base.group_portal", company_id=cls.company.id
        )
        user.partner_id.parent_id = customer
        return user

    @classmethod
    def _create_administrator(cls):
        """Somebody who holds every group at once, also the administrator's."""
        outside = cls.env.ref("base.group_portal") | cls.env.ref("base.group_public")
        groups = cls.env["res.groups"].search([])
        user = cls._create_user("administrator", *ROLES)
        user.group_ids = groups.filtered(
            lambda group: not group.all_implied_ids & outside
        )
        return user

    @classmethod
    def _create_product(cls, name, price, on_hand=100, **values):
        product = cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "is_storable": True,
                "taxes_id": False,
                **values,
            }
        )
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        if on_hand:
            cls.env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, on_hand
            )
        return product

    @classmethod
    def _create_tax(cls, percent, **values):
        group = {"name": "VAT", "company_id": cls.company.id}
        return cls.env["account.tax"].create(
            {
                "name": f"{percent} %",
                "amount": percent,
                "company_id": cls.company.id,
                "tax_group_id": cls.env["account.tax.group"].create(group).id,
                **values,
            }
        )

    @classmethod
    def _create_provider(cls):
        """A provider of online payments whose money comes in on the bank journal."""
        information = type(cls.env["account.payment.method"])
        known = information._get_payment_method_information
        cls.classPatch(
            information,
            "_get_payment_method_information",
            lambda method: {
                **known(method),
                "none": {"mode": "electronic", "type": ("bank",)},
            },
        )
        cls.env["account.payment.method"].create(
            {"name": "Online", "code": "none", "payment_type": "inbound"}
        )
        provider = cls.env["payment.provider"].create(
            {"name": "Online", "code": "none", "company_id": cls.company.id}
        )
        provider.journal_id = cls.bank
        return provider

    @classmethod
    def _create_order(cls, quantity=1, user=None, confirm=True, **values):
        """An order of the vehicle, under payment before dispatch unless told."""
        order = (
            cls.env["sale.order"]
            .with_user(user or cls.order_clerk)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "payment_term_id": cls.term_before_dispatch.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.vehicle.id,
                                "product_uom_qty": quantity,
                                "tax_ids": False,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _create_check(cls, *orders, user=None, amounts=None, request=True, **values):
        """A payment check on the orders: of what they miss, unless told."""
        amounts = amounts or [None] * len(orders)
        check = (
            cls.env["sale.payment.check"]
            .with_user(user or cls.order_clerk)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "line_ids": [
                        Command.create(
                            {"order_id": order.id}
                            | ({"amount": amount} if amount is not None else {})
                        )
                        for order, amount in zip(orders, amounts, strict=True)
                    ],
                    **values,
                }
            )
        )
        if request:
            check.action_request()
        return check

    @classmethod
    def _pay(cls, order, amount=None):
        """Let the order clerk ask and finance verify."""
        return cls._verify(cls._create_check(order, amounts=[amount]))

    @classmethod
    def _verify(cls, check):
        """Let finance verify; the check comes back with the rights of finance."""
        check = check.with_user(cls.finance_checker)
        check.action_verify()
        return check

    @classmethod
    def _release(cls, order):
        """Let finance sign what was requested for the order."""
        # whoever made the order need not have a right on its releases
        releases = order.with_user(cls.finance_checker).dispatch_release_ids
        release = releases.filtered(lambda release: release.state == "requested")
        release.with_user(cls.finance_checker).action_approve()
        return release

    def _change_share(self, order, reason="Framework contract", **shares):
        """Let finance ask for another share of the order, in the dialog."""
        change = (
            self.env["sale.order.payment.share"]
            .with_user(self.finance_checker)
            .create({"order_id": order.id, "reason": reason, **shares})
        )
        change.action_change()

    def _request_exception(self, order, user=None, **values):
        """Let the order clerk ask for an exception, in the dialog."""
        request = (
            self.env["sale.dispatch.release.request"]
            .with_user(user or self.order_clerk)
            .create(
                {
                    "order_id": order.id,
                    "reason_id": self.reason.id,
                    "note": "The slip is here.",
                    **values,
                }
            )
        )
        request.action_request()
        return order.with_user(request.env.user).dispatch_release_ids.sorted()[:1]

    @classmethod
    def _create_released_order(cls, **values):
        """An order that is paid and signed."""
        order = cls._create_order(**values)
        cls._pay(order)
        cls._release(order)
        return order

    @classmethod
    def _create_contract(cls, *lines, user=None, sign=True, **values):
        """A contract over ten vehicles, or over these lines, signed unless told."""
        line = {"product_id": cls.vehicle.id, "quantity": 10, "tax_ids": False}
        contract = (
            cls.env["sale.contract"]
            .with_user(user or cls.order_clerk)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "date_signed": "2026-01-05",
                    "signed_copy": base64.b64encode(b"%PDF-1.4 scanned"),
                    "signed_copy_name": "contract.pdf",
                    "line_ids": [
                        Command.create({**line, **values}) for values in lines or [{}]
                    ],
                    **values,
                }
            )
        )
        if sign:
            contract.action_sign()
        return contract

    def _create_invoice(self, orders):
        """Invoice the orders by their delivered or ordered quantities."""
        invoice = orders.sudo()._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def _pay_invoice(self, invoice, amount=None, **values):
        """Register a payment on an invoice, as finance does."""
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.finance_checker)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": self.bank.id, **values})
        )
        if amount is not None:
            wizard.amount = amount
        return wizard._create_payments()

    def _create_transaction(self, amount, *orders):
        """An online payment of orders, by the provider of the test."""
        self.provider.support_manual_capture = "partial"  # it is not stored
        method = self.env["payment.method"].with_context(active_test=False)
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": method.search([], limit=1).id,
                "amount": amount,
                "currency_id": orders[0].currency_id.id,
                "partner_id": self.customer.id,
                "reference": self.env["payment.transaction"]._compute_reference("none"),
                "operation": "online_direct",
                "sale_order_ids": [Command.set([order.id for order in orders])],
            }
        )

    @classmethod
    def _set_rates(cls, name, *rates):
        """Let a currency be worth so much of the company's from each day on."""
        currency = cls.env.ref(f"base.{name}")
        currency.active = True
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": day,
                    "currency_id": currency.id,
                    "inverse_company_rate": worth,
                    "company_id": cls.company.id,
                }
                for day, worth in rates
            ]
        )
        return currency

    def _run_cron(self, model, method):
        """Do what a scheduled action does, in the transaction of the test."""
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress"):
            getattr(self.env[model], method)()

    def _match(self, payment, invoice):
        """Reconcile a payment with an invoice, as far as both reach."""
        lines = (payment.move_id | invoice).sudo().line_ids
        lines.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        ).reconcile()

    def assertReceived(self, order, amount):
        """The order has received the amount, and has stored no other; nor
        another signature than is in force."""
        self.env.flush_all()
        fresh = self.env["sale.order.receipt"]._get_amounts(order).get(order.id, {})
        self.assertEqual(order.received_by_date or {}, fresh)
        total = order.currency_id.round(sum(fresh.values()))
        self.assertEqual((order.amount_received, total), (amount, amount))
        signature = order.sudo()._get_signature_in_force()
        self.assertEqual(order.signature_in_force, signature)

    def _dispatch(self, picking, user=None):
        """Validate a delivery, as the dispatch clerk does."""
        picking.with_user(user or self.dispatch_clerk).button_validate()


class BackOfficeCase(BackOffice, TransactionCase):
    """The office in a transaction that is never committed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_office()
