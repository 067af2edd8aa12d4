import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, html_escape, html_sanitize, is_html_empty

# What stands between addresses, also on a Chinese keyboard.
SEPARATORS = "[,;\n\uff0c\uff1b\u3001]"

# What a clerk may write in the subject and the text, to have it filled in.
PLACEHOLDERS = ("report", "period", "company", "rows")
PLACEHOLDER = re.compile(r"{(\w+)}")


class RecipientMixin(models.AbstractModel):
    """To whom a report goes, and in which words.

    A model that inherits this one has `name`.
    """

    _name = "recipient.mixin"
    _description = "Recipients of a report"

    user_ids = fields.Many2many("res.users", string="Users")
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    email_to = fields.Char(
        string="Further addresses", help="E-mail addresses, with commas between."
    )
    template_id = fields.Many2one(
        "mail.template",
        domain=[("model", "=", "back.office.run")],
        default=lambda self: self.env.ref(
            "sales_back_office.mail_template_scheduled_report", raise_if_not_found=False
        ),
        required=True,
        ondelete="restrict",
    )
    subject = fields.Char(
        help="You can use {report}, {period}, {company} and {rows}. Empty: as in the"
        " template."
    )
    body = fields.Html(
        string="Text",
        help="You can use {report}, {period}, {company} and {rows}. Empty: as in the"
        " template.",
    )
    unreachable = fields.Char(compute="_compute_unreachable")

    @api.depends("user_ids.email", "partner_ids.email")
    def _compute_unreachable(self):
        for record in self:
            partners = record._get_partners()
            names = (partners - record._get_recipients()).mapped("name")
            record.unreachable = ", ".join(names)

    @api.constrains("email_to")
    def _check_email_to(self):
        for schedule in self:
            for address in schedule._get_addresses():
                if not email_normalize(address):
                    raise ValidationError(
                        self.env._(
                            "%(address)s is not an e-mail address. Put a comma between"
                            " the further addresses of %(schedule)s.",
                            address=address,
                            schedule=schedule.name,
                        )
                    )

    @api.constrains("template_id")
    def _check_template(self):
        for schedule in self:
            # sudo: which records a template is for is no secret.
            template = schedule.template_id.sudo()
            if template.model != "back.office.run":
                raise ValidationError(
                    self.env._(
                        "The mail template %(template)s is not made for reports, so"
                        " %(schedule)s cannot use it.",
                        template=template.name,
                        schedule=schedule.name,
                    )
                )

    @api.constrains("subject", "body")
    def _check_placeholders(self):
        for record in self:
            text = f"{record.subject or ''} {record.body or ''}"
            unknown = set(PLACEHOLDER.findall(text)).difference(PLACEHOLDERS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(unknown)s in the mail of %(schedule)s cannot be filled in."
                        " Use %(possible)s.",
                        unknown=", ".join(f"{{{name}}}" for name in sorted(unknown)),
                        schedule=record.name,
                        possible=", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                    )
                )

    def _get_recipients(self):
        """Contacts that a mail can reach; those who were archived get none."""
        return self._get_partners().filtered("email")

    def _get_partners(self):
        record = self.sudo()  # whoever may see the report may see who gets it
        return record.user_ids.partner_id | record.partner_ids

    def _get_recipient_names(self):
        """To whom it goes, for whoever reads it."""
        return ", ".join(
            [*self._get_recipients().mapped("name"), *self._get_addresses()]
        )

    def _get_addresses(self):
        parts = re.split(SEPARATORS, self.email_to or "")
        return [part.strip() for part in parts if part.strip()]

    def _check_recipients(self):
        if not (self._get_recipients() or self._get_addresses()):
            raise UserError(
                self.env._(
                    "Enter who gets %s: at least one recipient with an e-mail address.",
                    self.name,
                )
            )

    def _get_words(self, facts):
        """Subject and text as far as they are written here, filled in.

        They are data and no program: only the names of `PLACEHOLDERS` mean anything,
        and what stands for them is text.

        :param dict facts: text for each placeholder
        :return: values of a `mail.mail`
        """
        self.ensure_one()
        words = {}
        if self.subject:
            words["subject"] = _fill_in(self.subject, facts)
        if not is_html_empty(self.body):
            escaped = {name: html_escape(fact) for name, fact in facts.items()}
            words["body_html"] = html_sanitize(_fill_in(self.body, escaped))
        return words


def _fill_in(text, facts):
    return PLACEHOLDER.sub(lambda found: str(facts.get(found[1], found[0])), str(text))
