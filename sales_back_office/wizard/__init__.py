from . import gate
from . import contract
