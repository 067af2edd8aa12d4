"""A server that is killed while it sends reports: `python -m tests.killed CONFIG DB`.

It reads the name of a step, forks, and lets the child kill itself there, with a signal
that nothing can catch; then it prints how the child ended, and reads the next.
"""

import functools
import os
import signal
import sys

from odoo import sql_db
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config

SCHEDULE, RUN, CRON = "back.office.schedule", "back.office.run", "ir.cron"
# Step: model and method, and whether the server dies before or after it.
STEPS = {
    "locked": (SCHEDULE, "_do_due", "before"),
    "file written": (SCHEDULE, "_write_file", "after"),
    "run created": (RUN, "_create_sealed", "after"),
    "file kept": (RUN, "_keep_file", "after"),
    "mail queued": (RUN, "_send", "after"),
    "next time set": (SCHEDULE, "_do_due", "after"),
    "before the commit": (CRON, "_commit_progress", "before"),
    "after the commit": (CRON, "_commit_progress", "after"),
}


def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)


def arm(registry, step):
    """Let the process die at a step."""
    model, name, moment = STEPS[step]
    method = getattr(registry[model], name)

    @functools.wraps(method)
    def killed(self, *arguments, **options):
        if name == "_commit_progress" and not options.get("processed"):
            return method(self, *arguments, **options)  # nothing is done yet
        if moment == "after":
            method(self, *arguments, **options)
        return die()

    setattr(registry[model], name, killed)


def send(registry):
    with registry.cursor() as cr:
        Environment(cr, SUPERUSER_ID, {})[SCHEDULE]._cron_send_due()


def main(path, database):
    config.parse_config(["-c", path, "--log-level=error"], setup_logging=True)
    registry = Registry(database)
    sql_db.close_all()  # each child opens its own connections
    for line in sys.stdin:
        child = os.fork()
        if not child:
            arm(registry, line.strip())
            send(registry)
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        print(signal.Signals(os.WTERMSIG(status)).name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
