from odoo import api, models

from .sealed_mixin import SealedMixin


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: nothing takes the place of a file that proves a fact."""
        attachments = super().create(vals_list)
        attachments._check_files_may_change()
        return attachments

    def write(self, vals):
        """Override of `base` to keep a file that proves a fact as it was."""
        self._check_files_may_change()
        result = super().write(vals)
        self._check_files_may_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        self._check_files_may_change()

    def _check_files_may_change(self):
        """A file in a field of a sealed document changes with its document only."""
        # sudo: the rule holds for whoever reaches the file.
        files = self.sudo().filtered("res_field")
        for (model, name), own in files.grouped(
            lambda file: (file.res_model, file.res_field)
        ).items():
            documents = self.env.get(model)
            if isinstance(documents, self.env.registry[SealedMixin._name]):
                proven = documents.sudo().browse(own.mapped("res_id")).exists()
                proven._check_file_may_change(name)
