from . import sale_daily_report
