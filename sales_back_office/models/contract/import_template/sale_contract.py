from odoo import api, models

# The columns of a workbook with contracts that are to be entered.
IMPORT_COLUMNS = (
    "name",
    "customer_reference",
    "partner_id",
    "date_signed",
    "place_signed",
    "date_start",
    "date_end",
    "payment_term_id",
    "user_id",
    "delivery_responsible_id",
    "payment_responsible_id",
    "archive_place",
    "line_ids/product_id",
    "line_ids/name",
    "line_ids/quantity",
    "line_ids/product_uom_id",
    "line_ids/price_unit",
    "line_ids/date_due",
)


class SaleContract(models.Model):
    """Contracts of before come in by core's import, from a workbook for them."""

    _inherit = "sale.contract"

    @api.model
    def get_import_templates(self):
        """Override of `base` to offer a workbook in the language of the user."""
        template = "/sales_back_office/contracts.xlsx"
        return [{"label": self.env._("Workbook for contracts"), "template": template}]

    @api.model
    def _get_import_columns(self):
        """`(label, field)` of the columns of a workbook with contracts."""
        for path in IMPORT_COLUMNS:
            model, labels = self, []
            for name in path.split("/"):
                field = model._fields[name]
                labels.append(field._description_string(self.env))
                model = self.env.get(field.comodel_name)
            yield "/".join(labels), field
