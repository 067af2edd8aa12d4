"""What the scripts beside this folder share: everything that a run of Odoo needs.

Standard library only, because it runs before the virtual environment exists.
"""

import os
from pathlib import Path

ADDON = "sales_back_office"
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / ADDON
HOUSE = ROOT / ".odoo"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / ADDON
