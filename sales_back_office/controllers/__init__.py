from . import contract
from . import reporting
