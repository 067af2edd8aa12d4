"""Contracts beside core apps that the add-on does not depend on."""

import pytest

from .contract_case import ContractCase
from .neighbours import NeighbourFactories


@pytest.mark.neighbours
class TestContractNeighbours(NeighbourFactories, ContractCase):
    def test_a_kit_is_delivered_as_one(self):
        body = self._create_product("Body", 1.0)
        wheel = self._create_product("Wheel", 1.0)
        kit = self._create_product("Kit car", 30000.0, on_hand=0)
        self._create_bom(kit, "phantom", {body: 1, wheel: 4})
        contract = self._create_contract(
            {"product_id": kit.id, "quantity": 5, "price_unit": 30000.0},
            payment_term_id=False,
        )
        order = self._call(2, contract, line={"product_id": kit.id})
        order.picking_ids.button_validate()
        self.assertRecordValues(
            contract.line_ids,
            [
                {
                    "quantity_ordered": 2,
                    "quantity_dispatched": 2,
                    "quantity_delivered": 2,
                    "amount_delivered": 60000.0,
                }
            ],
        )
