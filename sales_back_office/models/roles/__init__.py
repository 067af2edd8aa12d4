from . import res_users
from . import sealed_mixin
