import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/**
 * The supervisor sets up a report, looks at it, sends it to herself, and finds the file
 * among the reports that were made.
 */
const LINES = "[name=line_ids]";
const DOWNLOADED = "body[data-download^='200'][data-download*='Evening']";

/** A tour may not open windows: fetch what would be downloaded in one. */
function catchDownloads() {
    browser.open = (url) => {
        browser.fetch(url).then((response) => {
            const name = response.headers.get("Content-Disposition");
            document.body.dataset.download = `${response.status} ${name}`;
        });
        return window;
    };
}

registry.category("web_tour.tours").add("sales_back_office_report", {
    steps: () => [
        {trigger: ".o_list_button_add", run: "click"},
        {trigger: "[name=name] input", run: "edit Evening report"},
        {
            trigger: `${LINES} .o_field_x2many_list_row_add a:contains(Add a)`,
            run: "click",
        },
        {
            trigger: `${LINES} .o_selected_row [name=sheet] input`,
            run: "click",
        },
        {trigger: ".o_select_menu_item:contains(Orders)", run: "click"},
        {
            trigger: `${LINES} .o_selected_row [name=domain] button:contains(Edit filter)`,
        },
        {trigger: `${LINES} [name=domain]:contains(No filter)`},
        {content: "To herself", trigger: "a[name=recipients]", run: "click"},
        {trigger: "[name=user_ids] input", run: "edit Supervisor"},
        {trigger: ".ui-autocomplete a:contains(Supervisor)", run: "click"},
        {trigger: "[name=user_ids] .o_tag:contains(Supervisor)"},
        {content: "In her own words", trigger: "a[name=mail]", run: "click"},
        {trigger: "[name=subject] input", run: "edit {report}: {rows}"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        {trigger: "body", run: catchDownloads},
        {content: "Preview", trigger: "button[name=action_download]", run: "click"},
        {trigger: DOWNLOADED, run: () => delete document.body.dataset.download},
        {trigger: "button[name=action_send_now]", run: "click"},
        {trigger: ".modal-footer .btn-primary", run: "click"},
        {trigger: ".o_notification:contains(Evening report is on its way to)"},
        {trigger: "button[name=action_view_runs]", run: "click"},
        {trigger: ".o_data_row:contains(Evening report) td[name=status]", run: "click"},
        {trigger: "[name=status]:contains(Mail waits)"},
        {trigger: "[name=file_name]:contains(Evening report)"},
        {content: "Download", trigger: "button[name=action_download]", run: "click"},
        {trigger: DOWNLOADED},
    ],
});
