from . import sale_contract_end
