import {_t} from "@web/core/l10n/translation";
import {DomainSelectorDialog} from "@web/core/domain_selector_dialog/domain_selector_dialog";
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

    /**
     * @override
     */
    onEditDialogBtnClick() {
        this.addDialog(DomainSelectorDialog, {
            resModel: this.getResModel(),
            domain: this.getDomain(),
            title: _t("Edit filter"),
            isDebugMode: Boolean(this.env.debug),
            onConfirm: this.update.bind(this),
        });
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
