#!/usr/bin/env python3
"""Compare the terms that Odoo exports with the committed ones, or merge them in.

Run by lint.py and pot.py in the virtual environment: `terms.py check|merge EXPORTED`.
"""

import shutil
import sys
from pathlib import Path

import polib

from house import ADDON, SOURCE

TEMPLATE = SOURCE / f"i18n/{ADDON}.pot"
CHINESE = SOURCE / "i18n/zh_CN.po"
METADATA = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh_CN"}
REMEDY = "run `make pot`, then translate what is new in zh_CN.po."


def check(exported):
    template = _load(TEMPLATE)
    yield from _differences(_load(exported), template)
    yield from _incomplete(_load(CHINESE), template)


def merge(exported):
    """Renew the template if it changed; give each translation the same terms."""
    new, old = _load(exported), _load(TEMPLATE)
    TEMPLATE.parent.mkdir(exist_ok=True)
    if list(_differences(new, old)) or not TEMPLATE.exists():
        shutil.copyfile(exported, TEMPLATE)
    chinese = _load(CHINESE)
    chinese.metadata = {**METADATA, **chinese.metadata}
    chinese.merge(new)
    for entry in chinese.obsolete_entries():
        chinese.remove(entry)
    chinese.save(str(CHINESE))
    return _incomplete(chinese, new)


def _load(path):
    return polib.pofile(str(path)) if Path(path).exists() else polib.POFile()


def _differences(exported, template):
    new, old = _facts(exported), _facts(template)
    for msgid in sorted(new.keys() | old):
        if msgid not in old:
            yield f"{TEMPLATE.name} lacks: {msgid!r}"
        elif msgid not in new:
            yield f"{TEMPLATE.name} has an old: {msgid!r}"
        elif new[msgid] != old[msgid]:
            yield f"{TEMPLATE.name} names other places of: {msgid!r}"


def _facts(file):
    return {entry.msgid: (entry.comment, sorted(entry.occurrences)) for entry in file}


def _incomplete(chinese, template):
    translated = {entry.msgid: entry for entry in chinese}
    for entry in template:
        found = translated.pop(entry.msgid, None)
        if not found or not found.translated():
            yield f"{CHINESE.name} does not translate: {entry.msgid!r}"
    yield from (f"{CHINESE.name} has an old: {msgid!r}" for msgid in translated)


if __name__ == "__main__":
    action, path = sys.argv[1:]
    complaints = list({"check": check, "merge": merge}[action](path))
    print("\n".join(complaints))
    if complaints and action == "check":
        sys.exit(f"The translations are not up to date: {REMEDY}")
