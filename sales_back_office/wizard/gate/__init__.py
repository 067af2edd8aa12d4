from . import sale_dispatch_release_refuse
from . import sale_dispatch_release_request
from . import sale_order_payment_share
from . import sale_payment_check_reject
