# The rooms, in the order of the architecture: a room uses those above it only.
from . import roles
from . import gate
from . import dispatch
from . import contract
from . import team
from . import reporting
