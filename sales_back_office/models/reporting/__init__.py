from . import back_office_sheet  # before the sheets that inherit it
from . import clock_mixin
from . import ir_attachment
from . import lent_rights_mixin
from . import period_mixin
from . import recipient_mixin
from . import back_office_schedule
from . import back_office_schedule_line
from . import back_office_run
from . import daily
from . import working_time
