from . import finance_queue_mixin  # before the models that inherit it
from . import account_partial_reconcile
from . import account_payment
from . import account_payment_register
from . import account_payment_term
from . import ir_attachment
from . import payment_transaction
from . import res_company
from . import res_config_settings
from . import sale_dispatch_reason
from . import sale_dispatch_release
from . import sale_order
from . import sale_order_line
from . import sale_order_receipt
from . import sale_payment_check
from . import sale_payment_check_line
from . import stock_move
from . import stock_picking
