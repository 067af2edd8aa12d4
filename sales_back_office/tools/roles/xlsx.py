from werkzeug.wsgi import wrap_file

from odoo.http import Response, content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_xlsx_response(name, file):
    """Answer a request with a workbook that the browser saves.

    :param str name: of the workbook
    :param file: binary file that holds it; it is read bit by bit and closed at the end
    """
    size = file.seek(0, 2)
    file.seek(0)
    return Response(
        wrap_file(request.httprequest.environ, file),
        headers=[
            ("Content-Type", XLSX),
            ("Content-Length", str(size)),
            ("Content-Disposition", content_disposition(name)),
        ],
        direct_passthrough=True,
    )
