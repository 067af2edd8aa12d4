from . import large_query_mixin  # the mixins before what inherits them
from . import sale_figure_mixin
from . import sale_order_figure_mixin
from . import dispatch_movement_mixin
from . import dispatch_ledger
from . import sale_progress_report
from . import dispatch_ledger_month
