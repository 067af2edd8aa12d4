from . import res_company
from . import res_config_settings
from . import sale_contract
from . import sale_contract_line

# The concerns; a later one may use and override earlier ones.
from . import import_template
from . import call_off
from . import fulfilment
from . import alarm
from . import amendment
from . import collection
from . import portal
