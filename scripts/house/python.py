"""The virtual environment, as the requirements files pin it."""

import hashlib
import shutil
import sys

from . import HOUSE, ROOT
from .tell import run, step, write

VENV = HOUSE / "venv"
PYTHON = VENV / "bin/python"
REQUIREMENTS = [ROOT / "requirements.txt"]
FOR_DEVELOPERS = [*REQUIREMENTS, ROOT / "requirements-dev.txt"]


def environment(odoo, requirements):
    """Return the Python that runs Odoo, with the requirements installed."""
    if not (VENV / "bin/pip").exists():
        _create()
    for file in requirements:
        _install(file)
    library = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = VENV / "lib" / library / "site-packages"
    write(packages / "odoo.pth", f"{odoo.library}\n")
    return PYTHON


def _create():
    shutil.rmtree(VENV, ignore_errors=True)
    with step("Virtual environment"):
        run([sys.executable, "-m", "venv", VENV], "No virtual environment was made.")


def _install(file):
    """Install a requirements file unless that was done since its last change."""
    done = VENV / f"{file.name}.done"
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if done.exists() and done.read_text() == digest:
        return
    with step(f"Python packages of {file.name}"):
        install = [PYTHON, "-m", "pip", "install", "--quiet", "--requirement", file]
        run(install, f"{file.name} could not be installed. No network?")
    done.write_text(digest)
