"""What Odoo's tests need to run under pytest, outside the add-on's own folder."""

import pytest

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase
from odoo.tests.common import get_db_name

from .strict import Strict

pytest_plugins = ["pytester"]

# Odoo sets these on tests below odoo.addons only; "standard" keeps the network out.
BaseCase.test_tags = {"standard", "post_install"}
BaseCase.test_module = "sales_back_office"
# A busy machine is slow: better to wait for an answer than to lose it.
BaseCase.test_cursor_lock_timeout = 120


def pytest_configure(config):
    config.pluginmanager.register(Strict(), "strict")


def pytest_collection_modifyitems(items):
    """Ask last for the demo data, which installs on the other core meanwhile."""
    items.sort(key=lambda item: item.name == "test_demo_data_installs")


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    """Build the web client once: every test with a browser would undo its own."""
    if any(issubclass(item.cls or object, HttpCase) for item in request.session.items):
        with Registry(get_db_name()).cursor() as cursor:
            environment = Environment(cursor, SUPERUSER_ID, {})
            environment["ir.qweb"]._pregenerate_assets_bundles()
