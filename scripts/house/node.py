"""The npm packages that package-lock.json pins, for lint and for pictures."""

import shutil

from . import HOUSE, ROOT
from .system import FOR_NODE, need
from .tell import run, step

NODE = HOUSE / "node"
FILES = ("package.json", "package-lock.json", ".npmrc")


def modules():
    """Return the folder of the installed packages, renewed if the files changed."""
    need(*FOR_NODE)
    installed = NODE / "node_modules"
    if not installed.is_dir() or any(_changed(name) for name in FILES):
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        with step("npm packages"):
            for name in FILES:
                shutil.copy(ROOT / name, NODE)
            problem = "The npm packages could not be installed. No network?"
            run(["npm", "ci", "--silent", "--prefer-offline"], problem, cwd=NODE)
    return installed


def _changed(name):
    copy = NODE / name
    return not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes()
