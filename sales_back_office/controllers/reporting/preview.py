from tempfile import TemporaryFile

from odoo import fields
from odoo.http import Controller, request, route

from ...tools.roles.xlsx import make_xlsx_response


class SchedulePreview(Controller):
    @route(
        "/sales_back_office/schedule/<int:schedule_id>/preview.xlsx",
        type="http",
        auth="user",
        readonly=True,
    )
    def schedule_preview(self, schedule_id):
        """The file that a schedule would send now; nothing is kept or sent.

        :raise AccessError: unless the user may change the schedule
        """
        schedule = request.env["back.office.schedule"].browse(schedule_id)
        schedule._check_may_look()
        now, file = fields.Datetime.now(), TemporaryFile()  # the answer closes it
        schedule._write_file(file, now)
        return make_xlsx_response(schedule._get_file_name(now), file)
