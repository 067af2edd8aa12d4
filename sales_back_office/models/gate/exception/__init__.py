from . import sale_dispatch_reason
from . import sale_dispatch_release
from . import sale_order
