from . import sale_order_receipt
