from . import res_company
from . import res_config_settings
from . import sale_contract
from . import sale_contract_guarantee
from . import sale_contract_instalment
