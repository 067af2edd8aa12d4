from . import sale_dispatch_release
from . import sale_order
from . import sale_order_line
