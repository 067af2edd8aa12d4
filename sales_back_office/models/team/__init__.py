from . import res_company
from . import res_config_settings
from . import sale_days_mixin  # before the models that inherit it
from . import sale_daily_report
from . import sale_target
from . import answer
from . import figures
from . import reminder
from . import week
