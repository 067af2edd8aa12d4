import ast

from psycopg2 import DataError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.reporting.filter_text import get_filter_text


class BackOfficeScheduleLine(models.Model):
    """A sheet of a scheduled workbook, and what narrows it."""

    _name = "back.office.schedule.line"
    _description = "Sheet of a scheduled report"
    _order = "schedule_id, sequence, id"

    schedule_id = fields.Many2one(
        "back.office.schedule", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    sheet = fields.Selection(selection="_selection_sheet", required=True)
    model_name = fields.Char(compute="_compute_model_name")
    domain = fields.Char(
        string="Filter",
        default="[]",
        help="Only these records are in the sheet. Empty: all that the owner may see.",
    )

    @api.depends("sheet")
    def _compute_model_name(self):
        for line in self:
            is_there = line.sheet in self.env  # it may have been uninstalled
            line.model_name = is_there and self.env[line.sheet]._sheet_model

    @api.constrains("domain", "sheet")
    def _check_domain(self):
        for line in self.filtered("model_name"):
            try:
                # sudo: only to see whether it is a filter at all; nothing is shown.
                records = self.env[line.model_name].sudo()
                with self.env.cr.savepoint():
                    records.search_count(line._get_domain(), limit=1)
            except (DataError, SyntaxError, TypeError, ValueError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of %(sheet)s in %(schedule)s cannot be read: "
                        "%(error)s",
                        sheet=self.env[line.sheet]._get_title(),
                        schedule=line.schedule_id.name,
                        error=str(error).partition("\n")[0],  # without its SQL
                    )
                ) from error

    def write(self, vals):
        """Override: a sheet stays where it is, or its owner could narrow, or add to,
        what is sent in the name of somebody else.

        :raise UserError: when it would move to another schedule
        """
        if "schedule_id" in vals:
            for line in self:
                if line.schedule_id.id != vals["schedule_id"]:
                    raise UserError(
                        self.env._(
                            "A sheet of %s cannot be moved to another schedule. Add it"
                            " there and remove it here.",
                            line.schedule_id.name,
                        )
                    )
        return super().write(vals)

    @api.model
    def _selection_sheet(self):
        """Sheets that can be chosen, and those that stand in a schedule although their
        room was switched off since."""
        titles = self.env["back.office.sheet"]._get_sheets()
        for name in self._get_sheets_switched_off():
            title = self.env[name]._get_title()
            titles[name] = self.env._("%s (switched off)", title)
        return sorted(titles.items(), key=lambda sheet: sheet[1])

    @api.model
    def _get_sheets_switched_off(self):
        off = [
            name
            for name in self.env["back.office.sheet"]._get_sheet_names()
            if not self.env[name]._is_switched_on()
        ]
        if not off:
            return []
        # sudo: only which sheets are in use, whoever owns the schedules.
        groups = self.sudo()._read_group([("sheet", "in", off)], ["sheet"])
        return [name for (name,) in groups]

    def _get_domain(self):
        """The filter, which is data and no program."""
        self.ensure_one()
        return ast.literal_eval(self.domain or "[]")

    def _get_filter_text(self, env):
        """What narrows the sheet, for whoever reads it.

        :param env: with the rights and in the language of the owner
        """
        self.ensure_one()
        told = get_filter_text(env[self.model_name], self._get_domain())
        return env._("Filter: %s", told) if told else env._("No filter")
