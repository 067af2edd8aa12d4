from . import sale_contract
