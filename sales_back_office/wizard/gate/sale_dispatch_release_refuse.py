from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleDispatchReleaseRefuse(models.TransientModel):
    _name = "sale.dispatch.release.refuse"
    _description = "Refuse or revoke releases"

    release_ids = fields.Many2many("sale.dispatch.release", required=True)
    reason = fields.Text(
        required=True, help="Whoever requested the release reads this sentence."
    )

    @api.constrains("reason")
    def _check_reason(self):
        if not all(refusal.reason.strip() for refusal in self):
            raise ValidationError(
                self.env._("Write why: the clerk who asked reads the reason.")
            )

    def action_refuse(self):
        """Refuse what is requested, revoke what is signed; the rights are those of the
        release's own methods.

        :raise AccessError: unless the user is a finance checker, or an executive for
            what finance has signed
        """
        signed = self.release_ids.filtered(lambda release: release.state == "approved")
        if signed:
            signed.action_revoke(self.reason)
        if self.release_ids - signed:
            (self.release_ids - signed).action_refuse(self.reason)
