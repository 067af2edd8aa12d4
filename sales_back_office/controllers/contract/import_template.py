from io import BytesIO

import xlsxwriter

from odoo.http import Controller, request, route

from ...tools.roles.xlsx import make_xlsx_response


class ContractImportTemplate(Controller):
    @route("/sales_back_office/contracts.xlsx", type="http", auth="user")
    def contract_import_template(self):
        """An empty workbook whose headers the import recognizes, in the language of the
        user (duty 35).

        :raise AccessError: unless the user may enter contracts
        """
        contracts = request.env["sale.contract"]
        contracts.check_access("create")
        file = BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
            bold = workbook.add_format({"bold": True, "bg_color": "#EEEEEE"})
            date = workbook.add_format({"num_format": "yyyy-mm-dd"})
            sheet = workbook.add_worksheet(contracts.env._("Contracts"))
            for column, (label, field) in enumerate(contracts._get_import_columns()):
                is_date = field.type == "date"
                width = max(14, 2 * len(label))
                sheet.set_column(column, column, width, date if is_date else None)
                sheet.write(0, column, label, bold)
            sheet.freeze_panes(1, 1)
            sheet.write_comment(
                "A1",
                contracts.env._(
                    "One row for each line of a contract. Fill the columns of the"
                    " contract in its first row only; leave the number empty to have"
                    " one given."
                ),
            )
        name = f"{contracts.env._('Contracts')}.xlsx"
        return make_xlsx_response(name, file)
