from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# The tabs of the workbook that goes to finance at the cut-off, in order (duty 7).
SHEETS = (
    "back.office.sheet.daily.summary",
    "back.office.sheet.daily.report",
    "back.office.sheet.daily.late",
    "back.office.sheet.order",
    "back.office.sheet.daily.collection",
    "back.office.sheet.daily.dispatch",
    "back.office.sheet.daily.missing",
    "back.office.sheet.daily.before",
)
# Who keeps the workbook: they may see what every salesperson has reported.
KEEPERS = ("supervisor", "back_office_manager")


class BackOfficeSchedule(models.Model):
    """The workbook of the day: one schedule of a company follows its cut-off."""

    _inherit = "back.office.schedule"

    _sealed_fields = frozenset({"is_daily_workbook"})

    is_daily_workbook = fields.Boolean(
        string="At the cut-off of the daily reports",
        readonly=True,
        copy=False,
        help="It is sent at the cut-off that the company has set, and when that is"
        " changed, at the new one.",
    )
    send_time = fields.Float(
        compute="_compute_send_time", store=True, readonly=False, precompute=True
    )
    tz = fields.Selection(
        compute="_compute_tz", store=True, readonly=False, precompute=True
    )

    _one_daily_workbook = models.UniqueIndex(
        "(company_id) WHERE is_daily_workbook",
        "The company has a workbook at the cut-off already: change that one.",
    )

    @api.depends("company_id.daily_report_cutoff", "is_daily_workbook")
    def _compute_send_time(self):
        for schedule in self:
            if schedule.is_daily_workbook:
                schedule.send_time = schedule.company_id.daily_report_cutoff

    @api.depends(
        "company_id.partner_id.tz",
        "company_id.resource_calendar_id.tz",
        "is_daily_workbook",
    )
    def _compute_tz(self):
        for schedule in self:
            if schedule.is_daily_workbook:
                schedule.tz = schedule.company_id._get_zone()

    def write(self, vals):
        """Override: the workbook of the day follows its company, and nothing else.

        :raise UserError: when its time or its zone would be another
        """
        own = {name: vals[name] for name in ("send_time", "tz") if name in vals}
        for schedule in self.filtered("is_daily_workbook") if own else ():
            if any(schedule[name] != value for name, value in own.items()):
                raise UserError(
                    self.env._(
                        "%(schedule)s is sent at the cut-off of %(company)s, in its"
                        " time zone. Change the cut-off on the Settings page, or the"
                        " time zone of the company.",
                        schedule=schedule.name,
                        company=schedule.company_id.name,
                    )
                )
        return super().write(vals)

    @api.model
    def action_open_daily_workbook(self):
        """Open the schedule that sends the workbook of the day; the first time it is
        made, for finance and the executives of the company, with the user's rights.

        :return: window action on `back.office.schedule`
        :raise AccessError: unless the user is a supervisor or a back office manager
        :raise UserError: when it is somebody else's
        """
        self.env.user._check_back_office_role(*KEEPERS)
        company = self.env.company
        found = self._find_daily_workbook(company)
        schedule = found.with_env(self.env) or self._create_daily_workbook(company)
        if not schedule.has_access("read"):
            raise UserError(
                self.env._(
                    "%(owner)s keeps the workbook of the day. Ask that person, or a"
                    " back office manager, to change it.",
                    owner=found.owner_id.name or company.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_back_office.back_office_schedule_action"
        )
        return {**action, "views": [(False, "form")], "res_id": schedule.id}

    @api.model
    def _find_daily_workbook(self, company):
        """That of a company, also an archived one; with nobody's rights."""
        # sudo: only to find out whether there is one, and whose it is.
        schedules = self.sudo().with_context(active_test=False)
        return schedules.search(
            [("company_id", "=", company.id), ("is_daily_workbook", "=", True)]
        )

    def _create_daily_workbook(self, company):
        users = self.env["res.users"]
        recipients = users._get_back_office_users("finance_checker", company)
        recipients |= users._get_back_office_users("executive", company)
        schedule = self.create(
            {
                "name": self.env._("Sales of the day"),
                "company_id": company.id,
                "frequency": "working",
                "period": "today",
                "user_ids": [Command.set(recipients.ids)],
                "line_ids": [
                    Command.create({"sequence": number, "sheet": sheet})
                    for number, sheet in enumerate(SHEETS)
                ],
            }
        )
        schedule._write_sealed({"is_daily_workbook": True})
        return schedule
