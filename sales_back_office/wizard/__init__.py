from . import gate
from . import contract
from . import team
