from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

HISTORY = "my_contracts_history"


class ContractPortal(CustomerPortal):
    """Pages on which a customer follows its contracts, and only its own."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to show the card where there is a contract."""
        values = super()._prepare_home_portal_values(counters)
        if "contract_count" in counters:
            contracts = request.env["sale.contract"]
            values["contract_count"] = (
                contracts.search_count(self._get_contracts_domain(), limit=1)
                if self._may_list_contracts()
                else 0
            )
        return values

    @route(
        ["/my/contracts", "/my/contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_contracts(self, page=1, filterby=None, **_kwargs):
        """List the contracts of the customer whose user is logged in.

        :param int page: as the pager counts them
        :param str filterby: a key of `_get_contract_filters`; all, if there is none
        """
        if not self._may_list_contracts():
            return request.redirect("/my")
        filters = self._get_contract_filters()
        filterby = filterby if filterby in filters else "all"
        domain = self._get_contracts_domain() & filters[filterby]["domain"]
        contracts = request.env["sale.contract"]
        pager = portal_pager(
            url="/my/contracts",
            total=contracts.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args={"filterby": filterby},
        )
        contracts = contracts.search(
            domain, limit=self._items_per_page, offset=pager["offset"]
        )
        request.session[HISTORY] = contracts.ids[:100]
        return request.render(
            "sales_back_office.portal_my_contracts",
            {
                **self._prepare_portal_layout_values(),
                "contracts": contracts,
                "default_url": "/my/contracts",
                "filterby": filterby,
                "page_name": "contracts",
                "pager": pager,
                "searchbar_filters": filters,
            },
        )

    @route("/my/contracts/<int:contract_id>", type="http", auth="public", website=True)
    def portal_contract_page(
        self, contract_id, access_token=None, report_type=None, download=None, **kwargs
    ):
        """Show one contract to its customer, or to whoever got the link in a mail.

        :param str access_token: opens the contract without a login
        :param str report_type: ``pdf`` for the fulfilment list on paper
        :param str download: when set, the browser saves the PDF
        """
        try:
            contract_sudo = self._document_check_access(
                "sale.contract", contract_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not contract_sudo._is_for_customer():
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(
                model=contract_sudo,
                report_type=report_type,
                report_ref="sales_back_office.sale_contract_for_customer_action",
                download=download,
            )
        values = self._prepare_contract_values(contract_sudo)
        # Whoever has come so far may have the token, too: with it he writes messages.
        token = access_token or contract_sudo._portal_ensure_token()
        return request.render(
            "sales_back_office.portal_contract_page",
            self._get_page_view_values(
                contract_sudo, token, values, HISTORY, False, **kwargs
            ),
        )

    def _may_list_contracts(self):
        contracts = request.env["sale.contract"]
        return contracts._is_in_portal() and contracts.has_access("read")

    def _get_contracts_domain(self):
        """The contracts of the customer; an internal user may read others, too."""
        partner = request.env.user.partner_id
        return Domain(request.env["sale.contract"]._get_portal_domain(partner))

    def _get_contract_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "running": {
                "label": request.env._("Running"),
                "domain": Domain("state", "=", "signed"),
            },
            "ended": {
                "label": request.env._("Ended"),
                "domain": Domain("state", "!=", "signed"),
            },
        }

    def _get_contract_quantities(self):
        """Columns of the fulfilment list for the customer: label by field."""
        return {
            "quantity": request.env._("Contracted"),
            "quantity_ordered": request.env._("Ordered"),
            "quantity_dispatched": request.env._("Dispatched"),
            "quantity_returned": request.env._("Returned"),
            "quantity_invoiced": request.env._("Invoiced"),
            "quantity_open": request.env._("Open"),
        }

    def _prepare_contract_values(self, contract_sudo):
        """What the page shows beside the contract.

        A token opens the contract alone: whether the orders are links, and the signed
        copy is offered, depends on the visitor's own rights.
        """
        visitor = request.env.user
        orders_sudo = contract_sudo.env["sale.order"].search(
            [("contract_id", "=", contract_sudo.id), ("state", "=", "sale")],
            limit=self._items_per_page,
        )
        return {
            "backend_url": f"/odoo/contracts/{contract_sudo.id}",
            "contract": contract_sudo,
            "may_read_copy": contract_sudo.with_user(visitor).has_access("read"),
            "orders": orders_sudo,
            "page_name": "contract",
            "quantities": self._get_contract_quantities(),
            "readable_orders": orders_sudo.with_user(visitor)._filtered_access("read"),
            "res_company": contract_sudo.company_id,
        }
