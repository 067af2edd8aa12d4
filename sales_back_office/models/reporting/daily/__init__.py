from . import back_office_run
from . import back_office_schedule
from . import res_config_settings
