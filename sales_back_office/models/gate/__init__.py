from . import finance_queue_mixin  # before the models that inherit it
from . import res_company
from . import res_config_settings
from . import sale_dispatch_rule
from . import sale_order
from . import sale_order_line
from . import stock_location
from . import stock_move
from . import stock_move_line
from . import stock_picking

# The concerns; a later one may use and override earlier ones.
from . import share
from . import received
from . import settled
from . import claimed
from . import payment_check
from . import verification
from . import hints
from . import release
from . import signature
from . import exception
from . import debts
from . import by_hand
from . import supply
