from odoo import fields, models
from odoo.exceptions import UserError


class FinanceQueueMixin(models.AbstractModel):
    """A document that one person asks for and another person in finance decides."""

    _name = "finance.queue.mixin"
    _inherit = ["sealed.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Queue of finance"

    # Whoever may read the document may ask a question on it.
    _mail_post_access = "read"
    _sealed_fields = frozenset({"name", "requested_by_id"})
    # XML id of the activity that finance gets
    _queue_activity_type = None

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
    )
    # Whoever asked or decided stands on record: users are archived, not deleted.
    requested_by_id = fields.Many2one(
        "res.users",
        string="Requested by",
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
    )

    def _check_second_person(self):
        for document in self:
            if document.requested_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You asked for %(document)s yourself. A second person in"
                        " finance has to decide it.",
                        document=document.display_name,
                    )
                )

    def _schedule(self, role="finance_checker"):
        """Put the documents before everyone who may decide them.

        :param role: name after ``sales_back_office.group_``
        """
        # sudo: who asks has no right to plan activities on a document of finance.
        for company, documents in self.sudo().grouped("company_id").items():
            for user in self.env["res.users"]._get_back_office_users(role, company):
                documents.filtered(
                    lambda d, user=user: d._may_be_decided_by(user)
                ).activity_schedule(self._queue_activity_type, user_id=user.id)

    def _may_be_decided_by(self, user):
        self.ensure_one()
        return self.requested_by_id != user

    def _close_queue(self, message):
        """Close what finance had to do, and tell whoever asked.

        :param message: the answer, in a sentence or two
        """
        # sudo: the activities of the colleagues in finance are closed, too.
        for document in self.sudo():
            document.activity_unlink([self._queue_activity_type])
            document.message_post(
                body=message,
                author_id=self.env.user.partner_id.id,
                partner_ids=document.requested_by_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
