"""Programs that come from Debian; installed only when they are missing."""

import os
import shutil
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

from .tell import Trouble, run, step


def _program(name):
    return lambda: shutil.which(name)


def _chinese_font():
    fonts = Path("/usr/share/fonts")
    return next(fonts.rglob("NotoSansCJK*"), None)


def postgres_programs():
    """Return the folder of the newest PostgreSQL of this machine, or None."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(folders, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


PRESENT = {
    "chromium": _program("chromium"),
    "libreoffice-calc-nogui": _program("soffice"),
    "libmagic1": lambda: find_library("magic"),
    "nodejs": _program("node"),
    "npm": _program("npm"),
    "poppler-utils": _program("pdftotext"),
    "postgresql": postgres_programs,
    "python3-venv": lambda: find_spec("ensurepip"),
    "wkhtmltopdf": _program("wkhtmltopdf"),
    "fonts-noto-cjk": _chinese_font,
}
FOR_ODOO = ("libmagic1", "postgresql", "python3-venv", "wkhtmltopdf", "fonts-noto-cjk")
FOR_TESTS = ("chromium", "libreoffice-calc-nogui", "poppler-utils")
FOR_NODE = ("nodejs", "npm")


def need(*packages):
    """Install those of the Debian packages that are missing."""
    missing = sorted(name for name in packages if not PRESENT[name]())
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() or not shutil.which("apt-get"):
        raise Trouble(
            f"Missing: {names}. Install with: "
            f"sudo apt-get install --no-install-recommends {names}"
        )
    with step(f"Debian packages {names}"):
        install = ["apt-get", "install", "-qq", "--no-install-recommends", *missing]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        problem = f"Debian's packages could not be installed: {names}. No network?"
        run(["apt-get", "update", "-qq"], problem)
        run(install, problem, env=environment)
