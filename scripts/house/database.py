"""Databases of Odoo: a template, clones of it, and the add-on installed in them."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import ADDON, ROOT, product
from .cluster import Cluster
from .logs import faults
from .odoo import Odoo
from .tell import Trouble, run, step, write

CHINESE = "zh_CN"


@dataclass
class Databases:
    """The databases of one cluster, with the Odoo and the Python that serve them."""

    cluster: Cluster
    odoo: Odoo
    python: Path

    @property
    def config(self):
        return self.cluster.folder / "odoo.conf"

    def configure(self):
        """Write the configuration file that every Odoo on this cluster reads."""
        options = {
            "addons_path": ROOT,
            "data_dir": self.cluster.folder / "data",
            "db_host": self.cluster.folder,
            "db_port": 5432,
            "db_user": self.cluster.environment["PGUSER"],
            "http_interface": "127.0.0.1",
            "list_db": False,
        }
        lines = [f"{name} = {value}\n" for name, value in options.items()]
        write(self.config, "".join(["[options]\n", *lines]))

    def names(self):
        rows = self.cluster.sql("SELECT datname FROM pg_database")
        return {name for (name,) in rows}

    def drop(self, name):
        # Only a superuser puts out whoever is in it, for autovacuum may be.
        statement = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
        self.cluster.sql(statement, user="postgres")
        shutil.rmtree(self._files(name), ignore_errors=True)

    def rename(self, old, new):
        self.drop(new)
        self.cluster.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        if self._files(old).is_dir():
            self._files(old).rename(self._files(new))

    def clone(self, source, target):
        """Copy a database that nobody uses; its files never change, so link them."""
        self.drop(target)
        self.cluster.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        if self._files(source).is_dir():
            shutil.copytree(
                self._files(source), self._files(target), copy_function=os.link
            )

    def load(self, name, *options):
        """Install or update in a database, and refuse what the log complains of."""
        log = self.cluster.folder / f"{name}.log"
        log.write_text("")
        command = [self.python, self.odoo.program, "-c", self.config, "-d", name]
        command += [*options, "--stop-after-init", "--no-http", f"--logfile={log}"]
        status = subprocess.run(command, stderr=subprocess.DEVNULL).returncode
        complaints = faults(log.read_text())
        if status or complaints:
            says = "\n".join(complaints[-5:])
            raise Trouble(f"Odoo could not load database {name} (see {log}):\n{says}")

    def speak_chinese(self, name):
        """Add Chinese; loading it with the database would make it the only language."""
        options = ["loadlang", "-c", self.config, "-d", name, "-l", CHINESE]
        problem = f"{CHINESE} could not be loaded into {name}."
        run([self.python, self.odoo.program, "i18n", *options], problem)

    def install(self, name, *options):
        """Install the add-on; Odoo ignores one that it cannot find, so look."""
        self.load(name, "-i", ADDON, *options)
        query = f"SELECT state FROM ir_module_module WHERE name = '{ADDON}'"
        if self.cluster.sql(query, name) != [["installed"]]:
            raise Trouble(f"Odoo did not install {ADDON}: does it find every file?")

    def install_with_demo(self, name):
        """Make a database as a new user of the add-on would: demo data, Chinese."""
        self.drop(name)
        self.install(name, "--with-demo")
        self.speak_chinese(name)
        # The customers of the demo company read Chinese: their mails and papers, too.
        self.cluster.sql(
            f"UPDATE res_partner SET lang = '{CHINESE}' WHERE id IN (SELECT res_id"
            f" FROM ir_model_data WHERE module = '{ADDON}' AND model = 'res.partner'"
            " AND (name LIKE 'demo_customer_%' OR name LIKE 'demo_contact_%'))",
            name,
        )

    def template(self):
        """Return the database with the add-on's dependencies, made if need be."""
        facts = (product.depends(), CHINESE, self.odoo.release)
        name = f"template_{_digest(facts)}"
        if name not in self.names():
            self._drop_all("template_")
            with step("Template database"):
                self.drop("building")
                self.load("building", "-i", ",".join(product.depends()))
                self.speak_chinese("building")
                self.rename("building", name)
        return name

    def neighbourhood(self):
        """Return the template with the add-on's neighbours, too, made if need be."""
        template = self.template()
        name = f"neighbours_{_digest((template, product.NEIGHBOURS))}"
        if name not in self.names():
            self._drop_all("neighbours_")
            with step("Template database with neighbours"):
                self.clone(template, "building")
                self.load("building", "-i", ",".join(product.NEIGHBOURS))
                self.rename("building", name)
        return name

    def installed(self, template=None):
        """Return a template with the add-on as it is now, made if need be."""
        template = template or self.template()
        kind, facts = template.split("_")
        name = f"addon_{kind}_{product.digest()}_{facts}"
        if name not in self.names():
            self._drop_all(f"addon_{kind}_")
            with step(f"{ADDON} installed"):
                self.clone(template, "building")
                self.install("building")
                self.rename("building", name)
        return name

    def export_terms(self, path):
        """Write the .pot of the add-on as it is now."""
        options = ["-c", self.config, "-d", self.installed(), "-l", "pot", "-o", path]
        command = [self.python, self.odoo.program, "i18n", "export", ADDON, *options]
        run(command, "The terms could not be exported.")

    def _drop_all(self, prefix):
        for name in self.names():
            if name.startswith(prefix):
                self.drop(name)

    def _files(self, name):
        return self.cluster.folder / "data/filestore" / name


def _digest(facts):
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]
