from . import back_office_schedule
