import {registry} from "@web/core/registry";

/** A click on a figure and on a line of the dashboard leads to documents. */
const DASHBOARD = ".o_spreadsheet_dashboard_action";
const CELL = `${DASHBOARD} .o-dashboard-clickable-cell`;

const back = {trigger: ".o_breadcrumb a:contains(Dashboard)", run: "click"};

registry.category("web_tour.tours").add("sales_back_office_dashboard", {
    steps: () => [
        {
            content: "The number of orders that are not paid",
            trigger: `${DASHBOARD} .o-figure[data-id=unpaid] canvas`,
            run: "click",
        },
        {trigger: ".o_list_view:has(.o_data_row:count(3))"},
        back,
        {content: "The heading of the blocked orders", trigger: CELL, run: "click"},
        {trigger: ".o_list_view:has(.o_data_row:count(2))"},
        back,
        {content: "Their first line", trigger: `${CELL}:eq(2)`, run: "click"},
        {trigger: ".o_form_view [name=partner_id]:contains(Yunnan Green Travel)"},
    ],
});
