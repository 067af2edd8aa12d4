"""Who may do what: the whole table of rights, actions and menus, role by role."""

from datetime import datetime

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from .common import ROLES, BackOfficeCase

MODULE = "sales_back_office"
RIGHTS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}

# Columns as in ROLES:           order issuing dispatch after finance super exec manager
TABLE = """
sale.payment.check               crwu  -       -        -     rw      crwu  r    r
sale.payment.check.line          crwu  -       -        -     rw      crwu  r    r
sale.payment.check.reject        -     -       -        -     crw     -     -    -
sale.dispatch.release            r     r       r        r     r       r     r    r
sale.dispatch.release.refuse     -     -       -        -     crw     -     crw  -
sale.dispatch.release.request    crw   -       -        -     -       crw   -    -
sale.order.payment.share         -     -       -        -     crw     -     -    -
sale.dispatch.reason             r     r       r        r     r       r     r    crwu
dispatch.ledger                  r     r       r        r     r       r     r    r
dispatch.ledger.month            r     r       r        r     r       r     r    r
sale.contract                    crwu  r       r        crwu  r       crwu  r    r
sale.contract.line               crwu  r       r        crwu  r       crwu  r    r
sale.contract.amendment          crwu  r       r        crwu  r       crwu  r    r
sale.contract.amendment.line     crwu  r       r        crwu  r       crwu  r    r
sale.contract.instalment         crwu  r       r        crwu  r       crwu  r    r
sale.contract.guarantee          crwu  r       r        crwu  crw     crwu  r    r
sale.contract.report             r     r       -        r     r       r     r    r
sale.contract.end                crw   -       -        crw   -       crw   -    -
sale.target                      crw   crw     crw      crw   r       crwu  r    crwu
sale.daily.report                crw   crw     r        r     r       crw   r    r
sale.daily.report.answer         -     -       -        -     -       crw   crw  -
sale.progress.report             r     r       r        r     r       r     r    r
sale.performance.report          r     r       r        r     r       r     r    r
back.office.schedule             -     -       -        -     crwu    crwu  crwu crwu
back.office.schedule.line        -     -       -        -     crwu    crwu  crwu crwu
back.office.run                  -     -       -        -     r       r     r    r
sale.order                       crw   crw     rw       r     rw      crw   r    r
sale.order.line                  crwu  crwu    rw       r     rw      crwu  r    r
stock.picking                    crw   crw     crwu     r     crw     crwu  r    -
stock.move                       crw   crw     crw      r     crw     crw   r    -
stock.quant                      r     r       crw      r     r       crw   r    r
account.payment                  -     -       -        -     crwu    -     -    -
account.move                     r     r       -        r     crwu    r     r    -
account.payment.term             r     r       r        r     r       r     r    crw
res.partner                      r     r       r        crwu  r       crwu  r    r
res.company                      r     r       r        r     r       r     r    r
res.users                        r     r       r        r     r       r     r    r
ir.config_parameter              -     -       -        -     -       -     -    -
"""

ALL = " ".join(ROLES)
CLERK = "order_clerk supervisor"
REGISTRARS = "order_clerk after_sales_clerk supervisor"
SETTLERS = f"{REGISTRARS} finance_checker"
FINANCE = "finance_checker"
SENDERS = "finance_checker back_office_manager"  # of what finance owns
READS_CHECKS = "order_clerk finance_checker supervisor executive back_office_manager"
READS_DELIVERIES = ALL.removesuffix(" back_office_manager")
CLERKS = "order_clerk issuing_clerk dispatch_clerk after_sales_clerk supervisor"
KEEPERS = f"{CLERKS} back_office_manager"  # of targets
WRITERS = "order_clerk issuing_clerk supervisor"  # for they sell, too
ANSWERERS = "supervisor executive"
REPORTERS = "finance_checker supervisor executive back_office_manager"
READS_MONEY = "order_clerk after_sales_clerk finance_checker supervisor executive"
# Action: (document that it is called on, who may, what the others are told)
ACTIONS = {
    "sale.order": {
        "action_request_payment_check": ("unpaid", CLERK, "role Order clerk"),
        "action_request_release": ("unasked", CLERK, "role Order clerk"),
        "action_start_supply": ("unpaid", CLERK, "role Order clerk"),
        "action_view_payment_checks": ("unpaid", ALL, ""),
        "action_view_releases": ("unpaid", ALL, ""),
    },
    "sale.payment.check": {
        "action_request": ("draft_check", CLERK, "role Order clerk"),
        "action_cancel": ("check", CLERK, "role Order clerk"),
        "action_verify": ("check", FINANCE, "role Finance checker"),
        "action_reject": ("check", FINANCE, "role Finance checker"),
        "action_request_again": ("check", CLERK, "role Order clerk"),
        "action_view_payment": ("verified", READS_CHECKS, "Order clerk"),
    },
    "sale.payment.check.reject": {
        "action_reject": ("rejection", FINANCE, "Finance checker"),
    },
    "sale.dispatch.release": {
        "action_approve": ("release", FINANCE, "role Finance checker"),
        "action_refuse": ("release", FINANCE, "role Finance checker"),
        "action_revoke": ("signed", FINANCE, "role Finance checker"),
        "action_print": ("signed", ALL, ""),
    },
    "sale.dispatch.release.refuse": {
        "action_refuse": ("refusal", FINANCE, "Finance checker"),
    },
    "sale.order.payment.share": {
        "action_change": ("share", FINANCE, "Finance checker"),
    },
    "sale.dispatch.release.request": {
        "action_request": ("exception", CLERK, "Order clerk"),
    },
    "sale.contract": {
        "action_sign": ("draft_contract", REGISTRARS, "Order clerk or After-sales"),
        "action_close": ("contract", REGISTRARS, "Order clerk or After-sales"),
        "action_send": ("contract", REGISTRARS, "Order clerk or After-sales"),
        "action_preview": ("contract", ALL, ""),
        "action_amend": ("contract", REGISTRARS, "Order clerk or After-sales"),
        "action_view_amendments": ("contract", ALL, ""),
        "action_create_order": ("contract", CLERK, "role Order clerk"),
        "action_view_orders": ("contract", ALL, ""),
        "action_terminate": ("contract", REGISTRARS, "Order clerk or After-sales"),
    },
    "sale.contract.amendment": {
        "action_agree": ("amendment", REGISTRARS, "Order clerk or After-sales"),
    },
    "sale.contract.guarantee": {
        "action_return": ("returned", SETTLERS, "Finance checker"),
        "action_claim": ("claimed", SETTLERS, "Finance checker"),
    },
    "sale.target": {
        "action_stand_up": ("target", KEEPERS, "role Order clerk"),
    },
    "sale.daily.report": {
        "action_open_mine": ("nobodys_report", WRITERS, "Daily report"),
        "action_open_week": ("report", ALL, ""),
        "action_view_missing": ("report", ALL, ""),
        "action_remind": ("draft_report", CLERKS, "role Order clerk"),
        "action_submit": ("draft_report", "", "Daily report|is written and submitted"),
        "action_comment": ("report", ANSWERERS, "role Supervisor or Executive", "Good"),
        "action_send_back": ("report", "supervisor", "role Supervisor", "Again"),
    },
    "sale.daily.report.answer": {
        "action_comment": ("answer", ANSWERERS, "Answer to reports"),
        "action_send_back": ("answer", "supervisor", "Answer to reports|Supervisor"),
    },
    "back.office.schedule": {
        "action_open_daily_workbook": (
            *("nobodys_schedule", "supervisor back_office_manager"),
            "role Supervisor or Back office manager",
        ),
        "action_send_now": ("schedule", SENDERS, "Scheduled report"),
        "action_download": ("schedule", SENDERS, "Scheduled report"),
        "action_view_runs": ("schedule", ALL, ""),
    },
    "back.office.run": {
        "action_download": ("run", SENDERS, "Report made by a schedule"),
    },
    "sale.contract.end": {
        "action_end": ("contract_end", REGISTRARS, "After-sales"),
    },
    "dispatch.ledger": {
        "action_open_order": ("movement", ALL, ""),
    },
    "dispatch.ledger.month": {
        "action_open_detail": ("month", ALL, ""),
    },
    "sale.progress.report": {
        "action_open_order": ("progress", ALL, ""),
    },
    "sale.performance.report": {
        "action_open_document": ("performance", ALL, ""),
    },
    "stock.picking": {
        "action_print_dispatch_order": ("delivery", READS_DELIVERIES, "Inventory/User"),
    },
}
OVERRIDES_OF_CORE = {
    ("account.payment", "action_post"),
    ("sale.order", "action_draft"),
}

MENUS = {
    "Dashboard": ALL,
    "Orders/Quotations": "order_clerk issuing_clerk supervisor",
    "Orders/Confirmed orders": "order_clerk issuing_clerk after_sales_clerk"
    " finance_checker supervisor executive",
    "Payments/To verify": FINANCE,
    "Payments/Payment checks": "order_clerk finance_checker supervisor executive",
    "Releases/To sign": FINANCE,
    "Releases/To countersign": "executive",
    "Releases/All releases": "order_clerk issuing_clerk dispatch_clerk finance_checker"
    " supervisor executive",
    "Releases/Released by exception": "finance_checker supervisor executive",
    "Deliveries": "dispatch_clerk supervisor executive",
    "Contracts/All contracts": READS_DELIVERIES,
    "Contracts/Fulfilment list": READS_DELIVERIES,
    "Contracts/Collection plan": READS_MONEY,
    "Contracts/Deposits and guarantees": READS_MONEY,
    "Contracts/Statistics": READS_MONEY,
    "Team/Stand-up": KEEPERS,
    "Team/My report": WRITERS,
    "Team/Daily reports": ALL,
    "Team/Weekly reports": ALL,
    "Team/Missing today": CLERKS,
    "Team/Targets": ALL,
    "Team/Workbook of the day": "supervisor back_office_manager",
    "Reports/Dispatch ledger": ALL,
    "Reports/General ledger": ALL,
    "Reports/Sales statistics": ALL,
    "Reports/Performance": ALL,
    "Reports/Scheduled reports": REPORTERS,
    "Reports/Reports made": REPORTERS,
    "Configuration/Settings": "",
    "Configuration/Payment terms": "back_office_manager",
    "Configuration/Reasons for exceptions": "back_office_manager",
}


class TestRoles(BackOfficeCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_team()

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_each_role_has_exactly_the_rights_of_the_table(self):
        expected, actual = {}, {}
        for line in filter(None, TABLE.splitlines()):
            model, *columns = line.split()
            expected[model] = dict(zip(ROLES, columns, strict=True))
            actual[model] = {role: self._get_rights(role, model) for role in ROLES}
        self.assertEqual(actual, expected)

    def test_the_table_knows_all_our_models(self):
        ours = {
            name
            for name, model in self.registry.items()
            if model._original_module == MODULE and not model._abstract
        }
        self.assertIn("sale.payment.check", ours)
        self.assertLessEqual(ours, set(TABLE.split()))

    def test_whoever_reads_orders_only_reads_their_invoices_and_no_other_entry(self):
        invoice = self._create_invoice(self._create_order())
        payment = self._pay_invoice(invoice)
        self.assertTrue(payment.move_id)
        for role in ("after_sales_clerk", "executive"):
            entries = self.env["account.move"].with_user(getattr(self, role)).search([])
            self.assertEqual(entries, invoice, role)

    def test_without_a_role_orders_and_payments_are_read_whole_as_before(self):
        order = self._create_order(user_id=self.salesperson.id)
        payment = self._pay(order).payment_id
        accounting = "account.group_account_invoice"
        accountant = new_test_user(
            self.env, "accountant", accounting, company_id=self.company.id
        )
        self.env.invalidate_all()
        order.with_user(self.salesperson).read()
        payment.with_user(accountant).read()

    def test_documents_of_ours_are_listed_for_whoever_may_read_them(self):
        for model, name in (
            ("sale.order", "payment_check_line_ids"),
            ("sale.order", "dispatch_release_ids"),
        ):
            for user in (self.salesperson, *(getattr(self, role) for role in ROLES)):
                with self.subTest(field=name, user=user.login):
                    records = self.env[model].with_user(user)
                    field = records._fields[name]
                    self.assertEqual(
                        records._has_field_access(field, "read"),
                        records.env[field.comodel_name].has_access("read"),
                    )

    def _get_rights(self, role, model):
        records = self.env[model].with_user(getattr(self, role))
        rights = (k for k, right in RIGHTS.items() if records.has_access(right))
        return "".join(rights) or "-"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def test_each_action_is_for_its_roles_and_the_others_are_told_whom_to_ask(self):
        documents = self._create_documents()
        for model, actions in ACTIONS.items():
            for action, (document, allowed, message, *words) in actions.items():
                for role in ROLES:
                    with self.subTest(model=model, action=action, role=role):
                        document_of_role = documents[document].with_user(
                            getattr(self, role)
                        )
                        with self.env.cr.savepoint() as savepoint:
                            call = getattr(document_of_role, action)
                            if role in allowed.split():
                                call(*words)
                            else:
                                with self.assertRaisesRegex(AccessError, message):
                                    call(*words)
                            savepoint.rollback()

    def test_the_table_knows_all_our_actions(self):
        ours = {
            (model, name)
            for model in self.registry
            for cls in self.registry[model].mro()
            if cls.__module__.startswith(f"odoo.addons.{MODULE}.")
            for name in vars(cls)
            if name.startswith("action_") and not self.registry[model]._abstract
        }
        known = {(model, name) for model, names in ACTIONS.items() for name in names}
        self.assertEqual(ours - OVERRIDES_OF_CORE, known)

    def _create_documents(self):
        """Documents in the state that their actions need, asked for by a person who
        holds none of the tested logins."""
        clerk = self.order_clerk_2
        unpaid, asked, unasked = (self._create_order(user=clerk) for _ in range(3))
        signed = self._create_order(user=clerk)
        verified = self._create_check(signed, user=clerk)
        for order in asked + unasked:
            self._create_check(order, user=clerk).with_user(
                self.finance_checker_2
            ).action_verify()
        verified.with_user(self.finance_checker_2).action_verify()
        self._get_request(signed).with_user(self.finance_checker_2).action_approve()
        self._get_request(unasked).with_user(self.finance_checker_2).action_refuse("No")
        check = self._create_check(unpaid, user=clerk)
        Rejection = self.env["sale.payment.check.reject"]
        Refusal = self.env["sale.dispatch.release.refuse"]
        Exceptional = self.env["sale.dispatch.release.request"]
        reason = self.env.ref(f"{MODULE}.sale_dispatch_reason_urgent")
        exception = {"order_id": unpaid.id, "reason_id": reason.id, "note": "Today"}
        release = self._get_request(asked)
        movement = self._create_movement()
        progress = self.env["sale.progress.report"].search(
            [("order_id", "=", movement.order_id.id)]
        )
        plan = {"name": "All of it", "percent": 100, "event": "signing"}
        for owner in (self.supervisor, self.executive):
            self._create_schedule(owner)._run(datetime(2026, 1, 5))
        contract = self._create_contract(
            user=clerk, instalment_ids=[Command.create(plan)]
        )
        report = self._create_report(kind="week", summary="Sold")
        answer = {"report_ids": report.ids, "text": "Good"}
        end = {"contract_ids": contract.ids, "state": "closed", "reason": "All is paid"}
        return {
            "unpaid": unpaid,
            "unasked": unasked,
            "draft_check": self._create_check(unpaid, user=clerk, request=False),
            "check": check,
            "verified": verified,
            "release": release,
            "signed": signed.dispatch_release_ids,
            "delivery": signed.picking_ids,
            "movement": movement,
            "progress": progress[:1],
            "performance": self.env["sale.performance.report"].browse(progress[:1].id),
            "month": self.env["dispatch.ledger.month"].search([], limit=1),
            "rejection": Rejection.create({"check_ids": check.ids, "reason": "No"}),
            "exception": Exceptional.create(exception),
            "share": self.env["sale.order.payment.share"].create(
                {"order_id": unpaid.id, "reason": "Framework contract"}
            ),
            "contract": contract,
            "amendment": self._create_amendment(self._create_contract(user=clerk)),
            "draft_contract": self._create_contract(user=clerk, sign=False),
            "returned": self._create_guarantee(contract),
            "claimed": self._create_guarantee(contract),
            "schedule": self._create_schedule(),
            "target": self._create_target(),
            "report": report,
            "draft_report": self._create_report(submit=False),
            "nobodys_schedule": self.env["back.office.schedule"],
            "nobodys_report": self.env["sale.daily.report"],
            "answer": self.env["sale.daily.report.answer"].create(answer),
            "run": self._create_schedule()._run(datetime(2026, 1, 5)),
            "contract_end": self.env["sale.contract.end"].create(end),
            "refusal": Refusal.create({"release_ids": release.ids, "reason": "No"}),
        }

    def _create_schedule(self, owner=None):
        """Of finance, unless told."""
        line = {"sheet": "back.office.sheet.payment.check"}
        return (
            self.env["back.office.schedule"]
            .with_user(owner or self.finance_checker)
            .create(
                {
                    "name": "Daily",
                    "email_to": "chairman@example.com",
                    "line_ids": [Command.create(line)],
                }
            )
        )

    def _create_target(self):
        values = {"user_id": self.salesperson.id, "target_ordered": 50000.0}
        return self.env["sale.target"].create(values)

    def _create_movement(self):
        """A row of the ledger: what left with an order that waits for no money."""
        order = self._create_order(user=self.order_clerk_2, payment_term_id=False)
        self._dispatch(order.picking_ids)
        self.env.flush_all()
        return self.env["dispatch.ledger"].search([("order_id", "=", order.id)])

    def _create_guarantee(self, contract):
        values = {"contract_id": contract.id, "name": "BG-0815", "amount": 1000.0}
        return self.env["sale.contract.guarantee"].create(values)

    def _create_amendment(self, contract):
        contract.action_amend()
        terms = {"agreed_by": "Yang", "date_agreed": "2026-02-10", "reason": "More"}
        contract.amendment_ids.write(terms)
        return contract.amendment_ids

    def _get_request(self, order):
        return order.dispatch_release_ids.filtered(lambda r: r.state == "requested")

    # ------------------------------------------------------------
    # GROUPS
    # ------------------------------------------------------------

    def test_a_supervisor_is_all_four_clerks_and_no_finance(self):
        supervisor = self._get_group("supervisor")
        clerks = [role for role in ROLES if role.endswith("_clerk")]
        self.assertEqual(len(clerks), 4)
        self.assertEqual(
            supervisor.implied_ids,
            self.env["res.groups"].union(*map(self._get_group, clerks)),
        )

    def test_nothing_makes_a_finance_checker_but_the_role_itself(self):
        finance = self._get_group("finance_checker")
        self.assertEqual(finance.all_implied_by_ids, finance)

    def test_no_role_makes_another_but_supervisor(self):
        groups = self.env["res.groups"].union(*map(self._get_group, ROLES))
        for role in set(ROLES) - {"supervisor"}:
            group = self._get_group(role)
            self.assertEqual(group.all_implied_ids & groups, group, role)

    def test_a_dispatch_clerk_handles_stock_and_does_not_sell(self):
        self.assertTrue(self.dispatch_clerk.has_group("stock.group_stock_user"))
        self.assertFalse(
            self.dispatch_clerk.has_group("sales_team.group_sale_salesman")
        )

    def test_whoever_only_reads_orders_gets_no_buttons_that_change_them(self):
        order = self._create_order()
        for role in ROLES:
            user = getattr(self, role)
            may = self.env["sale.order"].with_user(user).has_access("write")
            if self.env["sale.order"].with_user(user).has_access("read"):
                self.assertEqual(order.with_user(user).may_be_changed, may, role)
        self.assertTrue(order.with_user(self.order_clerk).may_be_changed)
        self.assertFalse(order.with_user(self.executive).may_be_changed)

    def test_each_role_is_a_choice_of_its_own_under_one_heading(self):
        groups = self.env["res.groups"].union(*map(self._get_group, ROLES))
        self.assertEqual(len(groups.privilege_id), len(ROLES))
        self.assertEqual(
            groups.privilege_id.category_id,
            self.env.ref(f"{MODULE}.module_category_sales_back_office"),
        )

    def _get_group(self, role):
        return self.env.ref(f"{MODULE}.group_{role}")

    # ------------------------------------------------------------
    # MENUS
    # ------------------------------------------------------------

    def test_each_role_sees_its_menus(self):
        root = self.env.ref(f"{MODULE}.sales_back_office_menu_root").complete_name
        visible = {
            role: {
                menu.complete_name.removeprefix(f"{root}/")
                for menu in self._get_menus(role)
            }
            for role in ROLES
        }
        for role in ROLES:
            expected = {menu for menu, roles in MENUS.items() if role in roles.split()}
            self.assertEqual(visible[role], expected, role)

    def test_every_screen_behind_a_menu_opens_for_whoever_sees_the_menu(self):
        documents = self._create_documents()
        self._create_invoice(documents["delivery"].sale_id)
        exception = documents["exception"].with_user(self.order_clerk_2).sudo()
        exception.action_request()
        request = self._get_request(exception.order_id)
        request.with_user(self.finance_checker_2).action_approve()
        for role in ROLES:
            menus = self._get_menus(role)
            self.assertTrue(menus)
            for menu in menus:
                with self.subTest(role=role, menu=menu.complete_name):
                    self._open(menu.action.sudo(), getattr(self, role))

    def _get_menus(self, role):
        """Menus of ours with an action that the role reaches from the root."""
        Menu = self.env["ir.ui.menu"].with_user(getattr(self, role))
        visible = Menu.browse(Menu._visible_menu_ids()).sudo()
        root = self.env.ref(f"{MODULE}.sales_back_office_menu_root")
        return visible.filtered(
            lambda menu: (
                menu.action
                and menu.parent_path.startswith(root.parent_path)
                and set(map(int, menu.parent_path.split("/")[:-1])) <= set(visible.ids)
            )
        )

    def _open(self, action, user):
        """Do what the web client does: load the views, then their records."""
        if action._name == "ir.actions.client":  # of test_reporting_dashboard.py
            self.assertEqual(action.tag, "action_spreadsheet_dashboard")
            return
        if action._name == "ir.actions.server":
            action = self._run_server_action(action, user)
        context = safe_eval(action.context or "{}", {"uid": user.id})
        model = self.env[action.res_model].with_user(user).with_context(context)
        views = model.get_views(
            [*action.views, (action.search_view_id.id, "search")],
            {"action_id": action.id, "toolbar": True, "load_filters": True},
        )["views"]
        domain = safe_eval(action.domain or "[]", {"uid": user.id})
        self.env.invalidate_all()
        for view_type, view in views.items():
            arch = etree.fromstring(view["arch"])
            if view_type == "search":
                self._filter(model, arch)
                continue
            fields = self._get_fields(model, arch)
            records = model.web_search_read(domain, fields, limit=20)["records"]
            self.assertTrue(records, f"{view_type} of {model._name} is empty")
            if view_type == "form" and model.has_access("create"):
                model.onchange({}, [], fields)

    def _run_server_action(self, action, user):
        """The window that a menu finds out when it is chosen."""
        with freeze_time("2026-11-27 02:00:00"):  # people work on a Friday
            result = action.with_user(user).run()
        window = self.env["ir.actions.act_window"].browse(result["id"])
        domain = result["domain"] or [("id", "=", result["res_id"])]
        return window.new({"domain": str(domain)}, origin=window)

    def _filter(self, model, arch):
        for node in arch.xpath("//filter[starts-with(@name, 'dispatch_')]"):
            model.search(safe_eval(node.get("domain")))

    def _get_fields(self, model, node):
        """What the web client reads for a view: also names and lines."""
        fields = {}
        level = node.xpath("count(ancestor::field)") + (node.tag == "field")
        for field in node.xpath(f".//field[count(ancestor::field)={level}]"):
            name = field.get("name")
            comodel = model._fields[name].comodel_name
            fields[name] = {}
            if comodel:
                lines = self._get_fields(model.env[comodel], field)
                fields[name]["fields"] = {"display_name": {}, **lines}
        return fields
