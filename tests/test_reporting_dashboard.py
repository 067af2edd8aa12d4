"""The dashboard of each role: it opens first, and all of it is for its readers."""

import json
from datetime import timedelta

from odoo.tests import HttpCase

from .common import ROLES, BackOfficeCase

FIRST = {
    "order_clerk": "clerk",
    "issuing_clerk": "dispatch",
    "dispatch_clerk": "dispatch",
    "after_sales_clerk": "dispatch",
    "finance_checker": "finance",
    "supervisor": "supervisor",
    "executive": "executive",
    "back_office_manager": "executive",
}
# For whom the clicks of a dashboard are made; others who see it may lack a menu.
READERS = {
    "clerk": "order_clerk",
    "dispatch": "dispatch_clerk",
    "finance": "finance_checker",
    "supervisor": "supervisor",
    "executive": "executive",
}
DATE_GROUPS = ("date", "datetime")


class TestReportingDashboard(BackOfficeCase):
    def test_a_role_opens_its_own_dashboard_first(self):
        for role, name in FIRST.items():
            with self.subTest(role=role):
                first = self._get_dashboards(role)[:1]
                self.assertEqual(first, self._get_dashboard(name))

    def test_nobody_else_sees_them(self):
        ours = self.env.ref("sales_back_office.spreadsheet_dashboard_group_back_office")
        self.assertFalse(
            ours.with_user(self.salesperson).published_dashboard_ids.filtered("name")
        )
        finance = self._get_dashboards("finance_checker")
        self.assertNotIn(self._get_dashboard("executive"), finance)
        clerk = self._get_dashboards("order_clerk")
        self.assertEqual(clerk, self._get_dashboard("clerk"))

    def test_every_figure_of_a_dashboard_can_be_read_by_whoever_sees_it(self):
        self._create_check(self._create_order())
        self._create_contract()
        for role in ROLES:
            for dashboard in self._get_dashboards(role):
                data = json.loads(dashboard.spreadsheet_data)
                with self.subTest(role=role, dashboard=dashboard.name):
                    self.assertGreater(self._read_all(data, role), 6)

    def test_every_figure_leads_to_documents(self):
        for name, role in READERS.items():
            data = json.loads(self._get_dashboard(name).spreadsheet_data)
            menus = self.env["ir.ui.menu"].with_user(getattr(self, role))
            visible = set(menus._visible_menu_ids())
            linked = data["chartOdooMenusReferences"]
            for figure in data["sheets"][0]["figures"]:
                with self.subTest(dashboard=name, figure=figure["id"]):
                    self.assertTrue(
                        figure["data"].get("actionXmlId") or figure["id"] in linked
                    )
            for xml_id in linked.values():
                with self.subTest(dashboard=name, menu=xml_id):
                    menu = self.env.ref(xml_id)
                    path = set(map(int, menu.parent_path.split("/")[:-1]))
                    self.assertTrue(menu.action)
                    self.assertLessEqual(path, visible)

    def test_the_clerk_is_told_which_orders_wait_for_what(self):
        unpaid, paid = self._create_order(), self._create_order()
        self._pay(paid)
        released = self._create_released_order()
        gone = self._create_released_order()
        self._dispatch(gone.picking_ids)
        data = json.loads(self._get_dashboard("clerk").spreadsheet_data)
        lists = {
            tuple(self._search(values, self.order_clerk).ids)
            for values in data["lists"].values()
            if values["model"] == "sale.order"
        }
        self.assertEqual(lists, {(unpaid.id, paid.id), (released.id,)})
        states = self._read_pivot(data["pivots"]["1"], self.order_clerk)
        self.assertEqual(
            {group["dispatch_state"]: group["__count"] for group in states},
            {"unpaid": 1, "paid": 1, "released": 1},
        )

    def test_targets_of_the_month_stand_beside_what_was_reached(self):
        today = self.company._get_today()
        for user, day, target in (
            (self.salesperson, today.replace(day=1), 100000),
            (self.salesperson, today.replace(day=1) - timedelta(1), 7),  # last month
            (self.supervisor, today.replace(day=1), 200000),
        ):
            self.env["sale.target"].create(
                {
                    "company_id": self.company.id,
                    "user_id": user.id,
                    "period": "month",
                    "date": day.replace(day=1),
                    "target_ordered": target,
                }
            )
        self._create_order(user_id=self.salesperson.id)
        self.env.flush_all()
        for name in ("supervisor", "executive"):
            data = json.loads(self._get_dashboard(name).spreadsheet_data)
            total, persons = (
                self._read_pivot(pivot, getattr(self, READERS[name]))
                for pivot in data["pivots"].values()
                if pivot["model"] == "sale.performance.report"
            )
            with self.subTest(dashboard=name):
                self.assertEqual([row["target_ordered:sum"] for row in total], [300000])
                self.assertEqual([row["amount_ordered:sum"] for row in total], [84000])
                self.assertEqual(
                    {row["user_id"][0]: row["target_ordered:sum"] for row in persons},
                    {self.salesperson.id: 100000, self.supervisor.id: 200000},
                )

    def test_a_dashboard_shows_the_own_company_only(self):
        self._create_order()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._create_user("stranger", "order_clerk", company_id=other.id)
        data = json.loads(self._get_dashboard("clerk").spreadsheet_data)
        self.assertEqual(self._read_pivot(data["pivots"]["1"], stranger), [])

    # ------------------------------------------------------------

    def _get_dashboard(self, name):
        return self.env.ref(f"sales_back_office.spreadsheet_dashboard_{name}")

    def _get_dashboards(self, role):
        """Those of ours that the role sees, in the order of the screen."""
        user = getattr(self, role)
        self.env.invalidate_all()  # what another user was shown
        groups = self.env["spreadsheet.dashboard.group"].with_user(user).search([])
        dashboards = groups.published_dashboard_ids
        names = dashboards._get_external_ids()
        return dashboards.filtered(
            lambda dashboard: (
                names[dashboard.id]
                and names[dashboard.id][0].startswith("sales_back_office.")
            )
        ).with_user(self.env.user)

    def _read_all(self, data, role):
        """Read what the client reads to show a dashboard.

        :return: how many figures there are
        """
        user = getattr(self, role)
        pivots, lists = data["pivots"].values(), data["lists"].values()
        charts = [
            figure["data"]
            for figure in data["sheets"][0]["figures"]
            if figure["data"]["type"].startswith("odoo_")
        ]
        for pivot in pivots:
            self._read_pivot(pivot, user)
        for values in lists:
            columns = {name: {} for name in values["columns"]}
            self._search(values, user).web_read(columns)
        for chart in charts:
            self._read_chart(chart, user)
        return len(pivots) + len(lists) + len(charts)

    def _read_pivot(self, pivot, user):
        records = self._get_records(pivot["model"], user)
        measures = [measure["fieldName"] for measure in pivot["measures"]]
        groups = [self._get_group(records, row["fieldName"]) for row in pivot["rows"]]
        return records.formatted_read_group(
            pivot["domain"], groups, [self._get_sum(records, m) for m in measures]
        )

    def _read_chart(self, chart, user):
        meta = chart["metaData"]
        records = self._get_records(meta["resModel"], user)
        groups = [self._get_group(records, name) for name in meta["groupBy"]]
        action = self.env.ref(chart["actionXmlId"])
        self.assertEqual(action.res_model, meta["resModel"])
        for match in chart.get("fieldMatching", {}).values():
            self.assertEqual(records._fields[match["chain"]].type, match["type"])
        return records.formatted_read_group(
            chart["searchParams"]["domain"],
            groups,
            [self._get_sum(records, meta["measure"])],
        )

    def _get_records(self, model, user):
        companies = user.company_ids.ids
        return (
            self.env[model].with_user(user).with_context(allowed_company_ids=companies)
        )

    def _get_group(self, records, name):
        field = records._fields[name.split(":")[0]]
        self.assertEqual(field.type in DATE_GROUPS, ":" in name, name)
        return name

    def _get_sum(self, records, name):
        if name == "__count":
            return name
        return f"{name}:{records._fields[name].aggregator}"

    def _search(self, values, user):
        records = self._get_records(values["model"], user)
        order = ", ".join(
            f"{term['name']} {'asc' if term['asc'] else 'desc'}"
            for term in values["orderBy"]
        )
        action = self.env.ref(values["actionXmlId"])
        self.assertEqual(action.res_model, values["model"])
        return records.search(values["domain"], order=f"{order}, id")


class TestReportingDashboardTour(BackOfficeCase, HttpCase):
    def test_a_clerk_goes_from_the_dashboard_to_an_order(self):
        self._create_order()
        self._create_order()
        self._create_order(payment_term_id=False)
        self.start_tour(
            "/odoo/action-sales_back_office.spreadsheet_dashboard_action",
            "sales_back_office_dashboard",
            login="order_clerk",
        )
