import {registry} from "@web/core/registry";

/**
 * A day of the sales team: the clerk fills in the stand-up from the keyboard, a
 * salesperson submits the report on a phone, the supervisor comments on it.
 */
const tours = registry.category("web_tour.tours");

const row = (number) => `.o_data_row:eq(${number})`;
const cell = (name) => `.o_selected_row [name=${name}] input`;

tours.add("sales_back_office_team_stand_up", {
    steps: () => [
        {trigger: `${row(0)} [name=target_ordered]`, run: "click"},
        {trigger: cell("target_ordered"), run: "edit 60000 && press Tab"},
        {trigger: cell("target_collected"), run: "edit 50000 && press Tab"},
        {trigger: cell("target_visits"), run: "edit 4 && press Enter"},
        {
            content: "The next salesperson",
            trigger: `${row(1)}.o_selected_row [name=target_ordered] input`,
            run: "edit 30000",
        },
        {trigger: ".o_list_button_save", run: "click"},
        {trigger: `${row(0)} [name=target_collected]:contains(50,000)`},
        {
            trigger: `${row(1)}:not(.o_selected_row) [name=target_ordered]:contains(30,000)`,
        },
    ],
});

tours.add("sales_back_office_team_stand_up_address", {
    steps: () => [
        {trigger: `${row(1)} [name=target_ordered]`},
        {
            content: "No other day, no month and no year",
            trigger: ".o_list_view:not(:has(.o_data_row:eq(2)))",
        },
    ],
});

tours.add("sales_back_office_team_free_day", {
    steps: () => [{trigger: "[name=done] textarea"}],
});

tours.add("sales_back_office_team_free_day_written", {
    steps: () => [
        {trigger: "[name=done] textarea", run: "edit Trade fair in Kunming"},
        {trigger: "button[name=action_submit]", run: "click"},
        {trigger: "[name=done].o_readonly_modifier:contains(Kunming)"},
    ],
});

tours.add("sales_back_office_team_report", {
    steps: () => [
        {
            content: "The target of the morning stands beside",
            trigger: "[name=target_ordered]:contains(60,000)",
        },
        {trigger: "[name=done] textarea", run: "edit Offer for Lijiang"},
        {trigger: "[name=problems] textarea", run: "edit They want it within a week"},
        {trigger: "[name=tomorrow] textarea", run: "edit Collect the deposit"},
        {trigger: "[name=visits] input", run: "edit 3"},
        {trigger: "button[name=action_submit]", run: "click"},
        {
            content: "Nothing can be changed any more",
            trigger: "[name=done].o_readonly_modifier:contains(Lijiang)",
        },
    ],
});

tours.add("sales_back_office_team_comment", {
    steps: () => [
        {trigger: ".o_data_row:contains(Lijiang) [name=done]", run: "click"},
        {trigger: ".o_statusbar_buttons button:contains(Answer)", run: "click"},
        {trigger: ".modal [name=text] textarea", run: "edit Visit Guilin first"},
        {trigger: ".modal button[name=action_comment]", run: "click"},
        {trigger: "body:not(:has(.modal)) .alert:contains(Visit Guilin first)"},
    ],
});
