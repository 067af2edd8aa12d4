from . import sale_contract
from . import sale_contract_line
