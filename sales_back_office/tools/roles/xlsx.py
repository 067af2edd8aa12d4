from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_xlsx_response(name, content):
    """Answer a request with a workbook that the browser saves.

    :param str name: of the file
    :param bytes content: the workbook
    """
    return request.make_response(
        content,
        [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ],
    )
