from odoo import fields
from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SchedulePreview(Controller):
    @route(
        "/sales_back_office/schedule/<int:schedule_id>/preview.xlsx",
        type="http",
        auth="user",
    )
    def schedule_preview(self, schedule_id):
        """The file that a schedule would send now; nothing is kept or sent.

        :raise AccessError: unless the user may change the schedule
        """
        schedule = request.env["back.office.schedule"].browse(schedule_id)
        schedule._check_may_look()
        name, content, _count = schedule._make_file(fields.Datetime.now())
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
