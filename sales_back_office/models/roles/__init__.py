from . import sealed_mixin  # before the models that inherit it
from . import ir_attachment
from . import reminder_mixin
from . import res_company
from . import res_config_settings
from . import res_currency
from . import res_users
