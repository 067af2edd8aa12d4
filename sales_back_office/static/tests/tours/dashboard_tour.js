import {registry} from "@web/core/registry";

/** A click on a figure, on a bar and on a line of the dashboard leads to documents. */
const DASHBOARD = ".o_spreadsheet_dashboard_action";

/** Click on the first bar of a chart, once it has grown to its size. */
function clickBar() {
    const chart = window.Chart.getChart(this.anchor);
    chart.update("none");
    const {x, y} = chart.getDatasetMeta(0).data[0].getCenterPoint();
    const {left, top} = this.anchor.getBoundingClientRect();
    const place = {clientX: left + x, clientY: top + y};
    this.anchor.dispatchEvent(new MouseEvent("click", {bubbles: true, ...place}));
}

const back = {trigger: ".o_breadcrumb a:contains(Dashboard)", run: "click"};

registry.category("web_tour.tours").add("sales_back_office_dashboard", {
    steps: () => [
        {
            content: "The number of orders that are not paid",
            trigger: `${DASHBOARD} .o-figure[data-id=unpaid] canvas`,
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains(Yunnan Green Travel)"},
        back,
        {
            content: "The bar of the only state that orders are in",
            trigger: `${DASHBOARD} .o-figure[data-id=orders] canvas`,
            run: clickBar,
        },
        {trigger: ".o_last_breadcrumb_item:contains(Not paid)"},
        {trigger: ".o_list_view .o_data_row:contains(Yunnan Green Travel)"},
        back,
        {
            content: "The first line of the list of blocked orders",
            trigger: `${DASHBOARD} .o-dashboard-clickable-cell:eq(2)`,
            run: "click",
        },
        {trigger: ".o_form_view [name=partner_id]:contains(Yunnan Green Travel)"},
    ],
});
