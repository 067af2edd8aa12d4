from . import res_company
from . import res_config_settings
from . import sale_contract
from . import sale_contract_amendment
from . import sale_contract_amendment_line
from . import sale_contract_line
from . import sale_order
from . import sale_order_line
