from . import sale_order
from . import sale_payment_check
from . import sale_payment_check_line
