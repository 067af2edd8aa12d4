"""What the add-on needs and stands beside, and whether one of its files has changed."""

import ast
import hashlib

from . import ROOT, SOURCE
from .tell import Trouble

NOT_PRODUCT = {"__pycache__"}
# Core add-ons that move goods in ways of their own. Ours depends on none of them, but
# its gate must hold against each: some tests run on a database that has them, too.
NEIGHBOURS = (
    "pos_sale",
    "repair",
    "sale_mrp",
    "stock_dropshipping",
    "stock_picking_batch",
)


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
