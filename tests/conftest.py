"""What Odoo's tests need to run under pytest, outside the add-on's own folder."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

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

# Made-up histories are the same in every run; tests/test_gate_received_property.py
# tells how to try others.
settings.register_profile(
    "same",
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "hunt", settings.get_profile("same"), max_examples=40, derandomize=False
)
for name in ("same", "hunt"):
    settings.register_profile(
        f"{name}-shrink",
        settings.get_profile(name),
        phases=[Phase.generate, Phase.shrink],
    )
settings.load_profile("same")


def pytest_addoption(parser):
    group = parser.getgroup("neighbours")
    group.addoption(
        "--neighbours", action="store_true", help="run only tests so marked"
    )
    group.addoption("--set-aside", type=Path, help="file to name tests so marked in")


def pytest_configure(config):
    config.pluginmanager.register(Strict(), "strict")
    marker = "neighbours: needs core apps that the add-on does not depend on"
    config.addinivalue_line("markers", marker)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Part the tests by the database that they need.

    The demo data is asked for last, for it installs on the other core meanwhile.
    """
    marked = [item for item in items if item.get_closest_marker("neighbours")]
    others = [item for item in items if item not in marked]
    others.sort(key=lambda item: item.name == "test_demo_data_installs")
    path = config.option.set_aside
    if marked and path:
        path.write_text("".join(f"{item.nodeid}\n" for item in marked))
    items[:] = marked if config.option.neighbours else others


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    """Build the web client once: every test with a browser would undo its own."""
    if any(issubclass(item.cls or object, HttpCase) for item in request.session.items):
        with Registry(get_db_name()).cursor() as cursor:
            environment = Environment(cursor, SUPERUSER_ID, {})
            environment["ir.qweb"]._pregenerate_assets_bundles()
