from . import sale_contract
from . import sale_contract_line
from . import sale_order
from . import sale_order_line
