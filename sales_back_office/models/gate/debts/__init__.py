from . import res_partner
from . import sale_dispatch_rule
from . import sale_order
