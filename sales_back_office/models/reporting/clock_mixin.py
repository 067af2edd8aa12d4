import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils, format_datetime

from odoo.addons.base.models.res_partner import _tz_get

from ...tools.roles.crossed import CROSSED

_logger = logging.getLogger(__name__)

# How far ahead a day is looked for on which something is due.
HORIZON = 400
# The same where it is due once a year, so that three times are seen.
HORIZON_OF_YEARS = 1200
# How often a server may end while it does something that is due.
MOST_ATTEMPTS = 3
# Days of a calendar that are read at a time.
STRETCH = 60

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class ClockMixin(models.AbstractModel):
    """A time of the day, on certain days: when something is due, and that it is done.

    What is due at a time, and what says that it is done, are written in one
    transaction, so a server that dies loses both or neither. A model that inherits this
    one has `name`, `active` and `company_id`, and says what is to be done (`_do_at`),
    by which job (`_due_cron`) and what to note when that fails (`_note_failure`).
    """

    _name = "clock.mixin"
    _inherit = ["sealed.mixin"]
    _description = "What is due at a time of the day"

    _sealed_fields = frozenset({"next_run", "attempts"})
    _due_cron = None

    frequency = fields.Selection(
        [
            ("working", "Working days of the company"),
            ("weekday", "Days of the week"),
            ("month", "First day of the month"),
            ("quarter", "First day of the quarter"),
            ("year", "First day of the year"),
        ],
        required=True,
        default="working",
    )
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    send_time = fields.Float(string="Time", required=True, default=16.5)
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.company.partner_id.tz or self.env.tz.zone,
    )
    next_run = fields.Datetime(
        string="Next time",
        compute="_compute_next_run",
        store=True,
        index="btree_not_null",
    )
    attempts = fields.Integer(
        default=0,
        readonly=True,
        copy=False,
        help="How often it was begun and not ended.",
    )
    next_times = fields.Text(string="Next three times", compute="_compute_next_times")

    _time_of_day = models.Constraint(
        "CHECK (send_time >= 0 AND send_time < 24)",
        "Enter a time of the day from 0:00 to 23:59.",
    )

    @api.depends("active", "company_id", "frequency", "send_time", "tz", *WEEKDAYS)
    def _compute_next_run(self):
        now = fields.Datetime.now()
        for record in self:
            record.next_run = record.active and next(record._get_due_times(now), False)
        self.filtered("id")._wake()  # one on a screen is not there yet

    @api.depends("next_run")
    @api.depends_context("lang")
    def _compute_next_times(self):
        for record in self:
            times, moment = [], record.next_run
            following = record._get_due_times(moment) if moment else iter(())
            while moment and len(times) < 3:
                times.append(format_datetime(self.env, moment, tz=record.tz))
                moment = next(following, None)
            record.next_times = "\n".join(times)

    @api.constrains("frequency", *WEEKDAYS)
    def _check_weekdays(self):
        for record in self:
            days = [record[day] for day in WEEKDAYS]
            if record.frequency == "weekday" and not any(days):
                raise ValidationError(
                    self.env._(
                        "Choose the days of the week on which %s is sent.", record.name
                    )
                )

    # ------------------------------------------------------------
    # WHAT IS DUE
    # ------------------------------------------------------------

    @api.model
    def _do_all_due(self):
        """Do what is due: each once, whoever else does the same at this moment.

        What is done is committed one by one. What was missed while no server ran is
        made up for once.
        """
        now = fields.Datetime.now()
        crons = self.env["ir.cron"]
        due = self.search([("next_run", "<=", now)], order="attempts, next_run, id")
        left = crons._commit_progress(remaining=len(due))
        for record in due:
            if not left:
                break
            record = record.with_prefetch()  # a commit forgets what was read of all
            record._if_due(now, record._begin)
            crons._commit_progress()
            is_through = record._if_due(now, record._do_due)
            left = crons._commit_progress(processed=int(is_through))
            if not is_through:
                record._if_due(now, record._take_back)
        self.search([("next_run", ">", now)], order="next_run", limit=1)._wake()
        self._come_again(now, due)

    def _come_again(self, began, done):
        """Have the job come at once for what became due during a pass: whoever set its
        time may have relied on the call that this pass has answered."""
        became_due = Domain("next_run", "<=", fields.Datetime.now()) & (
            # What was begun and is still due would be tried without end.
            Domain("next_run", ">", began) | Domain("id", "not in", done.ids)
        )
        cron = self.env.ref(self._due_cron, raise_if_not_found=False)
        if cron and self.search_count(became_due, limit=1):
            cron._trigger()

    def _if_due(self, now, work):
        """Do a part of it, unless somebody else does it or has done it.

        :return: whether it is settled; else it is left due for the next transaction
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                if self.try_lock_for_update() and self._is_due(now):
                    work(now)
        except CROSSED as error:
            _logger.info("%s %s waits: %s", self._name, self.id, error)
            return False
        except Exception:
            # One must not keep the others from being done.
            _logger.exception("%s %s was left due", self._name, self.id)
        return True

    def _is_due(self, now):
        return self.next_run and self.next_run <= now

    def _begin(self, _now):
        """Say that it is begun, should the server not live to say more."""
        self._write_sealed({"attempts": self.attempts + 1})

    def _take_back(self, _now):
        """It was begun, and nothing was wrong with it."""
        self._write_sealed({"attempts": 0})

    def _do_due(self, now):
        due_at = self._get_last_due_time(now)
        try:
            with self.env.cr.savepoint():
                self._check_attempts()
                if due_at:
                    self._do_at(due_at)
        except CROSSED:
            raise
        except Exception as error:
            # What somebody can mend needs no traceback.
            is_known = isinstance(error, UserError)
            log = _logger.warning if is_known else _logger.exception
            log("%s could not be made: %s", self.name, error)
            self._note_failure(due_at, error)
        following = next(self._get_due_times(now), False)
        self._write_sealed({"next_run": following, "attempts": 0})

    def _check_attempts(self):
        """What brings down server after server is given up for this time, so that
        others are done."""
        if self.attempts > MOST_ATTEMPTS:
            raise UserError(
                self.env._(
                    "The server has stopped %(count)s times while making %(name)s. The"
                    " report may be too large: shorten its period or narrow its"
                    " filters.",
                    count=self.attempts - 1,  # it is being tried again
                    name=self.name,
                )
            )

    def _do_at(self, due_at):
        """Do what is due at a time."""
        raise NotImplementedError

    def _note_failure(self, due_at, error):
        """Tell whoever can mend why it was not done."""
        raise NotImplementedError

    def _wake(self):
        """Have the job come at the very minute when these are due, not when it comes by
        anyway."""
        moments = set(self.mapped("next_run")) - {False}
        cron = self.env.ref(self._due_cron, raise_if_not_found=False)
        if moments and cron:  # else an administrator has deleted it
            # sudo: that the job comes says nothing to the user.
            known = self.env["ir.cron.trigger"].sudo()
            known = known.search(
                [("cron_id", "=", cron.id), ("call_at", "in", list(moments))]
            )
            cron._trigger(at=moments.difference(known.mapped("call_at")))

    # ------------------------------------------------------------
    # WHEN IT IS DUE
    # ------------------------------------------------------------

    def _get_last_due_time(self, now):
        """The last time of those that have passed since it was done.

        A holiday may have been entered since the next time was set: then there is none.
        """
        last = None
        for moment in self._get_due_times(self.next_run - timedelta(seconds=1)):
            if moment > now:
                break
            last = moment
        return last

    def _get_due_times(self, after):
        """The moments in UTC at which it is due, after one: a generator without end, as
        far as the eye can see."""
        self.ensure_one()
        zone = ZoneInfo(self.tz or "UTC")
        first = after.replace(tzinfo=UTC).astimezone(zone).date()
        minutes = round(self.send_time * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        working = None
        horizon = HORIZON_OF_YEARS if self.frequency == "year" else HORIZON
        for days in range(horizon):
            day = first + timedelta(days)
            if self.frequency == "working" and days % STRETCH == 0:
                last = day + timedelta(STRETCH - 1)
                working = self.company_id._get_working_days(day, last)
            if not self._is_due_on(day, working):
                continue
            moment = datetime.combine(day, clock, zone).astimezone(UTC)
            moment = moment.replace(tzinfo=None)
            if moment > after:
                yield moment

    def _is_due_on(self, day, working):
        if self.frequency == "working":
            return day in working
        if self.frequency == "weekday":
            return self[WEEKDAYS[day.weekday()]]
        first = day.replace(day=1)
        if self.frequency == "quarter":
            first = date_utils.start_of(day, "quarter")
        elif self.frequency == "year":
            first = date_utils.start_of(day, "year")
        return day == first
