from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Override of `base` to keep the slip of a check as finance has seen it."""
        self._get_checks_of_slips()._check_editable_by_clerk()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_slip_with_finance(self):
        self._get_checks_of_slips()._check_editable_by_clerk()

    def _get_checks_of_slips(self):
        # sudo: the rule holds for whoever reaches the file.
        slips = self.sudo().filtered(
            lambda attachment: (
                attachment.res_model == "sale.payment.check"
                and attachment.res_field == "slip"
            )
        )
        checks = self.env["sale.payment.check"].sudo()
        return checks.browse(slips.mapped("res_id")).exists()
