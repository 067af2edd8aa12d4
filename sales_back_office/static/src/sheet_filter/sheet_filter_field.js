import {registry} from "@web/core/registry";
import {DomainField, domainField} from "@web/views/fields/domain/domain_field";

/**
 * The filter of a sheet in words. How many records fit is not counted: those of all
 * times would be, and a sheet has those of its period.
 */
export class SheetFilterField extends DomainField {
    static template = "sales_back_office.SheetFilterField";

    /**
     * @override
     */
    async checkProps(props = this.props) {
        const isValid =
            this.getResModel(props) && (await this.quickValidityCheck(props));
        this.updateState({isValid});
    }
}

export const sheetFilterField = {
    ...domainField,
    component: SheetFilterField,
    extractProps(...args) {
        // What is folded is told in words.
        return {...domainField.extractProps(...args), isFoldable: true};
    },
};

registry.category("fields").add("sales_back_office_sheet_filter", sheetFilterField);
