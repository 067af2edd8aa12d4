from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# Another transaction was quicker: nothing is wrong with what was to be done.
CROSSED = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError)
