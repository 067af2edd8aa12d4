from . import sale_progress_report
from . import back_office_sheet_contract
from . import back_office_sheet_contract_instalment
from . import back_office_sheet_contract_statistics
from . import back_office_sheet_customer
from . import back_office_sheet_dispatch_release
from . import back_office_sheet_order
from . import back_office_sheet_payment_check
