import {registry} from "@web/core/registry";

/**
 * A contract from its entry to the money: the order clerk enters, signs and calls it,
 * the dispatch clerk lets a part go, finance invoices and collects, and an executive
 * reads the fulfilment list that nobody has touched.
 */
const tours = registry.category("web_tour.tours");

/** Put the scan of the signed contract into its field. */
function attachCopy() {
    const files = new DataTransfer();
    files.items.add(new File(["%PDF-1.4 scan"], "scan.pdf", {type: "application/pdf"}));
    const input = document.querySelector("[name=signed_copy] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
}

/** Choose a record by the beginning of its name. */
const choose = (field, name) => [
    {trigger: `${field} input`, run: `edit ${name}`},
    {trigger: `.ui-autocomplete a:contains(${name})`, run: "click"},
];

const LINES = "[name=line_ids]";
const PLAN = "[name=instalment_ids]";

tours.add("sales_back_office_contract_enter", {
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        ...choose("[name=partner_id]", "Yunnan Green"),
        {trigger: "[name=customer_reference] input", run: "edit KM-2026-7"},
        {trigger: "[name=date_signed] input", run: "edit 01/05/2026"},
        {trigger: "[name=signed_copy] input[type=file]:not(:visible)", run: attachCopy},
        {trigger: "[name=signed_copy] input:value(scan.pdf)"},
        {
            trigger: `${LINES} .o_field_x2many_list_row_add a:contains(Add a)`,
            run: "click",
        },
        ...choose(`${LINES} .o_selected_row [name=product_id]`, "E3 city car"),
        {
            trigger: `${LINES} .o_selected_row [name=quantity] input`,
            run: "edit 10",
        },
        {
            trigger: `${LINES} .o_selected_row [name=price_unit] input`,
            run: "edit 80000",
        },
        {content: "The plan", trigger: "a[name=collection]", run: "click"},
        {
            trigger: `${PLAN} .o_field_x2many_list_row_add a:contains(Add a)`,
            run: "click",
        },
        {trigger: `${PLAN} .o_selected_row [name=name] input`, run: "edit All of it"},
        {trigger: `${PLAN} .o_selected_row [name=percent] input`, run: "edit 100"},
        {
            trigger: `${PLAN} .o_selected_row [name=date] input`,
            run: "edit 12/31/2030",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: "button[name=action_sign]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Concluded)"},
    ],
});

tours.add("sales_back_office_contract_call", {
    steps: () => [
        {trigger: "button[name=action_create_order]", run: "click"},
        {
            content: "What is left stands in the order, at the price of the contract",
            trigger: "[name=order_line] .o_data_row:contains(80,000.00)",
        },
        {
            trigger: "[name=order_line] .o_data_row [name=product_uom_qty]",
            run: "click",
        },
        {
            trigger: "[name=order_line] .o_selected_row [name=product_uom_qty] input",
            run: "edit 4",
        },
        {trigger: "button[name=action_confirm]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Sales Order)"},
    ],
});

tours.add("sales_back_office_contract_deliver", {
    steps: () => [
        {
            trigger: "[name=move_ids] .o_data_row [name=quantity]",
            run: "click",
        },
        {
            trigger: "[name=move_ids] .o_selected_row [name=quantity] input",
            run: "edit 3",
        },
        {trigger: "button[name=button_validate]", run: "click"},
        {
            content: "The rest follows",
            trigger: ".modal button[name=process]",
            run: "click",
        },
        {trigger: ".o_arrow_button_current:contains(Done)"},
    ],
});

tours.add("sales_back_office_contract_invoice", {
    steps: () => [
        {trigger: "button:contains(Create Invoice)", run: "click"},
        {trigger: ".modal button[name=create_invoices]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Draft)"},
    ],
});

tours.add("sales_back_office_contract_collect", {
    steps: () => [
        {trigger: "button[name=action_post]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Posted)"},
        {trigger: "button[name=action_register_payment]", run: "click"},
        {trigger: ".modal button[name=action_create_payments]", run: "click"},
        {trigger: "body:not(:has(.modal)) .o_form_view:contains(240,000.00)"},
    ],
});

tours.add("sales_back_office_contract_look", {
    steps: () => [
        {trigger: "a[name=fulfilment]", run: "click"},
        {trigger: "[name=delivery_progress]:contains(30)"},
        {trigger: "[name=invoice_progress]:contains(30)"},
        {trigger: "[name=payment_progress]:contains(30)"},
        {trigger: "[name=fulfilment_line_ids] [name=quantity]:contains(10.00)"},
        {trigger: "[name=fulfilment_line_ids] [name=quantity_ordered]:contains(4.00)"},
        {
            trigger:
                "[name=fulfilment_line_ids] [name=quantity_dispatched]:contains(3.00)",
        },
        {
            trigger:
                "[name=fulfilment_line_ids] [name=quantity_invoiced]:contains(3.00)",
        },
        {trigger: "[name=fulfilment_line_ids] [name=next_step]:contains(Deliver 1)"},
        {trigger: "a[name=collection]", run: "click"},
        {trigger: "[name=instalment_ids] [name=amount_received]:contains(240,000.00)"},
    ],
});
