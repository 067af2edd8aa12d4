from . import sale_contract
from . import sale_contract_amendment
from . import sale_contract_amendment_line
from . import sale_contract_line
