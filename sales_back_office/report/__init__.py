from . import dispatch
from . import contract
from . import reporting
