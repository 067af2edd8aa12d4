from odoo import api, fields, models
from odoo.exceptions import UserError


class LentRightsMixin(models.AbstractModel):
    """A document that shows others what its owner may see.

    A model that inherits this one has `name`, `active` and `company_id`.
    """

    _name = "lent.rights.mixin"
    _inherit = ["mail.thread"]
    _description = "What shows what its owner may see"

    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        copy=False,
        ondelete="set null",
        help="Recipients get what the owner may see.",
    )

    @api.constrains("owner_id")
    def _check_owner(self):
        """Recipients get what the owner may see, so only a manager lends the eyes of
        somebody else."""
        manager = "sales_back_office.group_back_office_manager"
        for record in self:
            is_own = record.owner_id in (self.env.user, self.env["res.users"])
            if not is_own and not self.env.user.has_group(manager):
                raise UserError(
                    self.env._(
                        "%(schedule)s shows what %(owner)s may see. Only a back office"
                        " manager can set another owner than yourself.",
                        schedule=record.name,
                        owner=record.owner_id.name,
                    )
                )

    def _get_owner_env(self):
        """What to read with: the owner's rights, language and companies; no more."""
        self.ensure_one()
        owner = self.sudo().owner_id  # only to take over that person's rights
        return self.with_user(owner).env(
            context={
                **self.env.context,
                "allowed_company_ids": self.company_id.ids,
                "lang": owner.lang,
                "tz": self.tz,
            }
        )

    def _for_owner(self):
        """The document in the words of its owner, with the rights of whoever asks."""
        # sudo: users who left are hidden from others
        return self.with_context(lang=self.sudo().owner_id.lang)

    def _get_reason_to_stop(self):
        """Why nobody's rights are left to show anything with: a sentence, or False."""
        self.ensure_one()
        record = self.sudo()  # users who left are hidden from others
        owner, company = record.owner_id, record.company_id
        if not owner.active:
            return self.env._(
                "%s has no owner any more. Choose the person whose rights it uses.",
                self.name,
            )
        if not company.active:
            return self.env._(
                "%(schedule)s belongs to %(company)s, which is archived.",
                schedule=self.name,
                company=company.name,
            )
        if company not in owner.company_ids:
            return self.env._(
                "%(owner)s, who owns %(schedule)s, no longer works for %(company)s."
                " Choose another owner.",
                owner=owner.name,
                schedule=self.name,
                company=company.name,
            )
        return False

    def _check_lent(self):
        reason = self._get_reason_to_stop()
        if reason:
            raise UserError(reason)

    def _check_may_look(self):
        """Whoever changes the document sees what its owner may see."""
        self.check_access("write")
        self._check_lent()

    def _stop(self):
        """End it, and say so to those who can set another owner."""
        self.active = False
        self.message_post(body=self._for_owner()._get_reason_to_stop())
        managers = self.env["res.users"]._get_back_office_users(
            "back_office_manager", self.company_id
        )
        for lang, users in managers.grouped("lang").items():
            record = self.with_context(lang=lang)
            record.message_notify(
                partner_ids=users.partner_id.ids,
                subject=record.env._("%s is no longer sent", record.name),
                body=record._get_reason_to_stop(),
            )
