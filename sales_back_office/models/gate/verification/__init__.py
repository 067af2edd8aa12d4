from . import sale_payment_check
