"""Odoo 19: the checkout that ODOO_HOME names, or Debian's signed package unpacked."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import CACHE, HOUSE
from .tell import Trouble, run, step

# Debian leaves minified libraries and fonts out of its Odoo; they are packages too.
PACKAGES = (
    "odoo-19",
    "fonts-font-awesome",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
DEBS = CACHE / "debs"
UNPACKED = HOUSE / "odoo"
# A non-free library that the bundles name and Debian removes; empty will do.
REMOVED = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass
class Odoo:
    library: Path  # the folder to import `odoo` from
    program: Path

    @property
    def addons(self):
        """The folder that holds `web` and `sale`."""
        folders = (self.library / "odoo/addons", self.library / "addons")
        return next(path for path in folders if (path / "web/__manifest__.py").exists())

    @property
    def release(self):
        """What tells one release from another."""
        changelog = self.library.parents[1] / "share/doc/odoo-19/changelog.Debian.gz"
        stamp = changelog.stat().st_size if changelog.exists() else ""
        return f"{(self.library / 'odoo/release.py').read_text()}{stamp}"


def find():
    """Return the Odoo to use, fetched and unpacked if need be."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _checkout(Path(home).expanduser().resolve())
    if not UNPACKED.is_dir():
        _unpack()
    odoo = Odoo(UNPACKED / "usr/lib/python3/dist-packages", UNPACKED / "usr/bin/odoo")
    removed = odoo.addons / REMOVED
    removed.parent.mkdir(exist_ok=True)
    removed.touch()
    return odoo


def _checkout(home):
    if not (home / "odoo-bin").is_file():
        raise Trouble(f"ODOO_HOME={home} is no Odoo checkout: it has no odoo-bin.")
    return Odoo(home, home / "odoo-bin")


def _unpack():
    if not all(_cached(name) for name in PACKAGES):
        _download()
    with step("Odoo unpacked"):
        part = UNPACKED.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name in PACKAGES:
            deb = _cached(name)
            problem = f"{deb} is damaged: delete it and try again."
            run(["dpkg-deb", "-x", deb, part], problem)
        part.rename(UNPACKED)


def _cached(name):
    debs = DEBS.glob(f"{name}_*.deb")
    return max(debs, key=lambda deb: deb.stat().st_mtime, default=None)


def _download():
    """Fetch the packages with an apt state of our own, from the machine's mirror."""
    state = HOUSE / "apt"
    for folder in (DEBS, state / "lists/partial", state / "archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    sources = state / "sources"
    sources.mkdir(exist_ok=True)
    (sources / "sid.sources").write_text(
        f"Types: deb\nURIs: {_mirror()}\nSuites: sid\nComponents: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    )
    options = {
        "APT::Sandbox::User": "root",
        "Dir::Cache": state,
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": sources,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": "/dev/null",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]
    problem = "Odoo could not be downloaded from Debian. No network?"
    with step("Odoo downloaded"):
        run([*apt, "update"], problem)
        run([*apt, "download", *PACKAGES], problem, cwd=DEBS)


def _mirror():
    """Return the address of the mirror that this machine uses for Debian itself."""
    problem = "Debian's apt is needed to download Odoo; or set ODOO_HOME to a checkout."
    command = ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)"]
    targets = run([*command, "Created-By: Packages", "Component: main"], problem)
    for line in targets.splitlines():
        release, address = line.split()
        if release in {_codename(), "stable", "oldstable"}:
            return address
    raise Trouble("apt names no mirror of Debian; or set ODOO_HOME to a checkout.")


def _codename():
    lines = Path("/etc/os-release").read_text().splitlines()
    facts = dict(line.split("=", 1) for line in lines if "=" in line)
    return facts.get("VERSION_CODENAME", "").strip('"')
