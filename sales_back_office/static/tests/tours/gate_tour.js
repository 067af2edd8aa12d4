import {registry} from "@web/core/registry";

/**
 * The payment gate in three logins: the order clerk asks, finance verifies and signs,
 * the dispatch clerk lets the goods go. Each tour starts on the record given by its URL.
 */
const tours = registry.category("web_tour.tours");

const refused = (sentence) => [
    {content: "Try to validate", trigger: "button[name=button_validate]", run: "click"},
    {content: "Refused", trigger: `.modal-body:contains(${sentence})`},
    {content: "Close", trigger: ".modal-footer .btn-primary", run: "click"},
    {content: "Nothing open", trigger: "body:not(:has(.modal))"},
];

/** A picture of one pixel, as the customer's bank slip. */
function attachSlip() {
    const data =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "slip.png", {type: "image/png"}));
    const input = document.querySelector("[name=slip] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change"));
}

tours.add("sales_back_office_gate_order_clerk", {
    steps: () => [
        {trigger: "button[name=action_confirm]", run: "click"},
        {
            content: "The banner says what is missing, and the remedy",
            trigger:
                ".alert [name=dispatch_block_reason]:contains(84,000.00):contains(request a payment check)",
        },
        {trigger: ".alert [name=dispatch_payment_progress]:contains(0)"},
        {trigger: "button[name=action_request_payment_check]", run: "click"},
        {
            trigger: "[name=payer_name] input",
            run: "edit Yang Guang",
        },
        {trigger: "[name=bank_reference] input", run: "edit 8801-2201"},
        {trigger: "[name=slip] input[type=file]:not(:visible)", run: attachSlip},
        {trigger: "[name=slip] img"},
        {trigger: "button[name=action_request]", run: "click"},
        {
            content: "Now finance has it",
            trigger: ".o_arrow_button_current:contains(With finance)",
        },
    ],
});

tours.add("sales_back_office_gate_refused_unpaid", {
    steps: () => [
        {trigger: ".alert [name=dispatch_block_reason]:contains(84,000.00)"},
        ...refused("must not be dispatched yet"),
    ],
});

tours.add("sales_back_office_gate_finance_verifies", {
    steps: () => [
        {
            content: "The queue",
            trigger: ".o_data_row:contains(Yang Guang) [name=name]",
            run: "click",
        },
        {trigger: "[name=slip] img"},
        {
            trigger:
                "[name=matching_statement_line_ids] .o_data_row:contains(Yang Guang)",
        },
        {trigger: "button[name=action_verify]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Verified)"},
    ],
});

tours.add("sales_back_office_gate_refused_unsigned", {
    steps: () => [...refused("finance signs its release")],
});

tours.add("sales_back_office_gate_finance_signs", {
    steps: () => [
        {trigger: ".o_data_row [name=name]", run: "click"},
        {trigger: "button[name=action_approve]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Signed)"},
    ],
});

tours.add("sales_back_office_gate_dispatch", {
    steps: () => [
        {trigger: "button[name=action_print_dispatch_order]"},
        {trigger: "button[name=button_validate]", run: "click"},
        {trigger: ".o_arrow_button_current:contains(Done)"},
    ],
});
