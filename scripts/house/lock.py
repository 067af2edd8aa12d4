"""One at a time: a lock that ends with the process that holds it."""

import fcntl
import os
from contextlib import contextmanager

from .tell import Trouble


@contextmanager
def only_one(path, trouble, wait=False):
    """Hold the lock at `path`, with our process id in it, or say the trouble."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Trouble(trouble) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_held(path):
    """Tell whether some process holds the lock."""
    if not path.exists():
        return False
    with open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
