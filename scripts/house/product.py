"""What the add-on's own files say: its dependencies, and whether one has changed."""

import ast
import hashlib

from . import ROOT, SOURCE
from .tell import Trouble

NOT_PRODUCT = {"__pycache__"}


def depends():
    """Return what the add-on's manifest depends on."""
    manifest = SOURCE / "__manifest__.py"
    if not manifest.exists():
        raise Trouble(f"There is no add-on yet: {manifest.relative_to(ROOT)}")
    return sorted(ast.literal_eval(manifest.read_text())["depends"])


def digest():
    """Return what changes whenever a file of the add-on does."""
    found = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file() and NOT_PRODUCT.isdisjoint(path.parts):
            found.update(f"{path.relative_to(SOURCE)}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
