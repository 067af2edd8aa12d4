"""What an Odoo log says that nobody should ignore."""

import re

from . import ADDON

RECORD = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (?P<level>[A-Z]+) ", re.MULTILINE)


def faults(log):
    """Return the log's errors, and its warnings that concern the add-on."""
    starts = [*RECORD.finditer(log)]
    ends = [start.start() for start in starts[1:]] + [len(log)]
    records = (
        (start["level"], log[start.start() : end].rstrip())
        for start, end in zip(starts, ends, strict=True)
    )
    return [text for level, text in records if _is_fault(level, text)]


def _is_fault(level, text):
    if level == "WARNING":
        return ADDON in text
    return level in {"ERROR", "CRITICAL"}
