"""What a contract's fulfilment list shows, in histories that nobody thought of.

How to try other histories, and to shorten one that fails, is told in
`test_gate_received_property`.
"""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from .common import BackOfficeCase
from .contract_case import ONE_PIXEL
from .contract_history import History

CURRENCIES = {"CNY": 1, "USD": 7.13, "JPY": 0.047}
PLENTY = 1_000_000


class TestContractProperty(BackOfficeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        # As for the histories of money: planning would take longer than all else.
        cls.env.cr.execute("SET LOCAL join_collapse_limit = 1")
        cls.company.dispatch_payment_percent = 0
        cls.signature = ONE_PIXEL
        cls.units = {
            unit.name: unit
            for unit in map(
                cls.env.ref,
                (
                    "uom.product_uom_unit",
                    "uom.product_uom_pack_6",
                    "uom.product_uom_dozen",
                ),
            )
        }
        cls.vehicle = cls._create_product("Car", 8.0, PLENTY, invoice_policy="delivery")
        cls.charger = cls._create_product("Box", 3.0, PLENTY, invoice_policy="order")
        cls.work = cls.env["product.product"].create(
            {
                "name": "Work",
                "type": "service",
                "invoice_policy": "delivery",
                "taxes_id": False,
            }
        )
        included = {"name": "Included", "price_include_override": "tax_included"}
        cls.taxes = {
            "none": cls.env["account.tax"],
            "on top": cls._create_tax(13),
            "included": cls._create_tax(13, **included),
        }
        cls.pricelists = {}
        for name, worth in CURRENCIES.items():
            currency = cls._set_rates(name, ("2024-01-01", worth))
            cls.pricelists[currency] = cls.env["product.pricelist"].create(
                {"name": name, "currency_id": currency.id}
            )
        cls.computed = set()
        cls._note_what_is_computed()

    def test_every_history_leaves_what_the_documents_say(self):
        more = settings(stateful_step_count=30)
        run_state_machine_as_test(lambda: History(self), settings=more)

    @classmethod
    def _note_what_is_computed(cls):
        """Note of which lines of contracts the figures are computed anew."""
        lines = type(cls.env["sale.contract.line"])
        compute = lines._compute_fulfilment

        def noted(self):
            cls.computed.update(self.ids)
            return compute(self)

        cls.classPatch(lines, "_compute_fulfilment", noted)
