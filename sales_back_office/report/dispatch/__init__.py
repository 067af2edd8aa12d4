from . import sale_figure_mixin, dispatch_movement_mixin  # before what inherits them
from . import dispatch_ledger
