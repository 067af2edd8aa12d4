from . import account_move
from . import account_move_line
from . import account_partial_reconcile
from . import account_payment
from . import payment_transaction
from . import sale_order
from . import sale_order_line
from . import sale_order_receipt
