"""What Odoo's tests need to run under pytest, outside the add-on's own folder."""

from odoo.tests import BaseCase

from .strict import Strict

pytest_plugins = ["pytester"]

# Odoo sets these on tests below odoo.addons only; "standard" keeps the network out.
BaseCase.test_tags = {"standard", "post_install"}
BaseCase.test_module = "sales_back_office"


def pytest_configure(config):
    config.pluginmanager.register(Strict(), "strict")


def pytest_collection_modifyitems(items):
    """Ask last for the demo data, which installs on the other core meanwhile."""
    items.sort(key=lambda item: item.name == "test_demo_data_installs")
