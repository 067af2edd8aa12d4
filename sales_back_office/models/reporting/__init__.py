from . import back_office_sheet  # before the sheets that inherit it
from . import back_office_schedule
from . import back_office_schedule_line
from . import back_office_run
from . import daily
