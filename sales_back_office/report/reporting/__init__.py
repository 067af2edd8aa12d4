from . import sale_performance_report
from . import back_office_sheet_grouped  # before the sheets that inherit it
from . import back_office_sheet_general_ledger
from . import back_office_sheet_contract
from . import back_office_sheet_contract_instalment
from . import back_office_sheet_contract_statistics
from . import back_office_sheet_customer
from . import back_office_sheet_daily_collection
from . import back_office_sheet_daily_dispatch
from . import back_office_sheet_daily_missing
from . import back_office_sheet_daily_report
from . import back_office_sheet_daily_late  # inherits the one above
from . import back_office_sheet_daily_summary
from . import back_office_sheet_daily_before  # inherits the one above
from . import back_office_sheet_dispatch_release
from . import back_office_sheet_general_ledger_customer
from . import back_office_sheet_general_ledger_product
from . import back_office_sheet_general_ledger_year
from . import back_office_sheet_ledger
from . import back_office_sheet_order
from . import back_office_sheet_payment_check
from . import back_office_sheet_performance
from . import back_office_sheet_statistics_customer
from . import back_office_sheet_statistics_product
from . import back_office_sheet_statistics_region
from . import back_office_sheet_statistics_trend
from . import back_office_sheet_weekly_report
from . import back_office_sheet_weekly_late  # inherits the one above
