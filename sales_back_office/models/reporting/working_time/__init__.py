from . import back_office_schedule
from . import resource_calendar_attendance
from . import resource_calendar_leaves
