import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class ReminderMixin(models.AbstractModel):
    """Something that must not be forgotten: who is told of it climbs a ladder.

    Whoever is responsible is told first, then the head of the team, then the
    supervisor, after the days that the company has set; each once. A model says from
    which day it is to be told of, to whom, and in which words.
    """

    _name = "reminder.mixin"
    _inherit = ["sealed.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Reminders that climb a ladder"

    _sealed_fields = frozenset({"reminder_step"})

    company_id = fields.Many2one("res.company")
    reminder_since = fields.Date(
        compute="_compute_reminder_since",
        store=True,
        index="btree_not_null",
        help="The first day on which somebody is told; empty, there is no need.",
    )
    reminder_step = fields.Selection(
        [
            ("responsible", "Responsible person"),
            ("head", "Head of the team"),
            ("supervisor", "Supervisor"),
        ],
        string="Last told",
        readonly=True,
        copy=False,
        help="How far up the ladder this has been told.",
    )

    # ------------------------------------------------------------
    # WHAT A MODEL SAYS
    # ------------------------------------------------------------

    def _compute_reminder_since(self):
        raise NotImplementedError

    def _get_reminder_responsible(self):
        """Whoever is told first: `res.users`, which may be empty."""
        raise NotImplementedError

    def _get_reminder_summary(self):
        """What there is to do, in one line and in the language of the context."""
        raise NotImplementedError

    # ------------------------------------------------------------
    # THE LADDER
    # ------------------------------------------------------------

    @api.model
    def _remind_all(self, company):
        """Tell whoever is to be told today, and take back what is done with.

        For the job of the model that lets the days of a company pass.
        """
        own = Domain("company_id", "=", company.id)
        told = own & Domain("reminder_step", "!=", False)
        self.search(told & Domain("reminder_since", "=", False))._stop_reminding()
        supervisors = company._get_reminder_supervisors()
        late = own & Domain("reminder_since", "<=", company._get_today())
        for record in self.search(late & Domain("reminder_step", "!=", "supervisor")):
            try:
                with self.env.cr.savepoint():
                    record._climb(supervisors)
            except UserError:
                # One record must not keep the others quiet.
                _logger.exception("Nobody could be reminded of %s", record)

    def _climb(self, supervisors):
        """Tell those whose turn it is and who do not know yet."""
        self.ensure_one()
        days = (self.company_id._get_today() - self.reminder_since).days
        steps = list(self._get_reminder_steps(supervisors))
        names = [name for name, *__ in steps]
        climbed = names.index(self.reminder_step) + 1 if self.reminder_step else 0
        told = self.env["res.users"]
        for index, (name, after, users) in enumerate(steps):
            # A step on which nobody stands is passed on to the next at once.
            is_due = days >= after or (index and not told)
            if index >= climbed:
                if not is_due:
                    return
                for user in users - told:
                    self._tell(user)
                self._write_sealed({"reminder_step": name})
            told |= users

    def _get_reminder_steps(self, supervisors):
        """`(name, days after, res.users)` of each step of the ladder."""
        self.ensure_one()
        company = self.company_id
        responsible = self._get_reminder_responsible().filtered("active")
        head = responsible.sale_team_id.user_id.filtered("active")
        yield "responsible", company.reminder_responsible_days, responsible
        yield "head", company.reminder_head_days, head
        yield "supervisor", company.reminder_supervisor_days, supervisors

    def _tell(self, user):
        self.activity_schedule(
            "sales_back_office.mail_activity_type_reminder",
            user_id=user.id,
            date_deadline=self.company_id._get_today(),
            summary=self.with_context(lang=user.lang)._get_reminder_summary(),
        )

    def _stop_reminding(self):
        """Nothing is left to do: nobody has to think of it any longer."""
        self.activity_unlink(["sales_back_office.mail_activity_type_reminder"])
        self._write_sealed({"reminder_step": False})
