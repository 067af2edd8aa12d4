from . import dispatch_ledger
from . import sale_contract_report
