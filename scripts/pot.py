#!/usr/bin/env python3
"""Export the add-on's terms into the .pot and merge them into zh_CN.po."""

from house import ADDON, HOUSE, ROOT, setup
from house.tell import main, run


def pot():
    exported = HOUSE / f"test/{ADDON}.pot"
    with setup.test_databases() as databases:
        databases.export_terms(exported)
        terms = [databases.python, ROOT / "scripts/terms.py", "merge", exported]
        print(run(terms, "The terms could not be merged.").strip())


main(pot)
