from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: nothing takes the place of a signed copy."""
        attachments = super().create(vals_list)
        attachments._check_signed_copy_stays()
        return attachments

    def write(self, vals):
        """Override of `base` to keep a copy as both sides have signed it."""
        self._check_signed_copy_stays()
        result = super().write(vals)
        self._check_signed_copy_stays()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_copy(self):
        self._check_signed_copy_stays()

    def _check_signed_copy_stays(self):
        # sudo: the rule holds for whoever reaches the file.
        copies = self.sudo().filtered(
            lambda file: (
                file.res_field == "signed_copy"
                and file.res_model in ("sale.contract", "sale.contract.amendment")
            )
        )
        for model, own in copies.grouped("res_model").items():
            papers = copies.env[model].browse(own.mapped("res_id"))
            papers.exists()._check_state("draft")
