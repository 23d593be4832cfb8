"""No N+1: whatever a connection is asked for, the store answers it in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from kit.page import LARGEST_PAGE, Page, Window
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.file_registration import file_registration
from services.opportunity.app.port import OpportunityFilter, RegistrationFilter
from services.opportunity.domain.opportunity import Opportunity
from services.opportunity.domain.registration import Registration
from tas.contracts.chain import Outcome
from tests.support.journal import MemoryStore
from tests.support.opportunity import ACME, CHANNEL, REQUEST, Bench, MemoryIndex, ask, bench, codes, command_id, ended


class CountingStore(MemoryStore):
    """Notes every read of state documents."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[str] = []

    async def document(self, type: str, key: str) -> Mapping[str, Any] | None:
        self.reads.append(type)
        return await super().document(type, key)

    async def documents(self, type: str, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        self.reads.append(f"{type}s")
        return await super().documents(type, keys)

    async def entries(self, aggregate: str, after: int, first: int) -> Any:
        self.reads.append(aggregate)
        return await super().entries(aggregate, after, first)


class CountingIndex(MemoryIndex):
    """Notes every list."""

    def __init__(self, store: CountingStore) -> None:
        super().__init__(store)
        self._reads = store.reads

    async def registrations(self, wanted: RegistrationFilter, window: Window) -> Page[Registration]:
        self._reads.append("list of registrations")
        return await super().registrations(wanted, window)

    async def opportunities(self, wanted: OpportunityFilter, window: Window) -> Page[Opportunity]:
        self._reads.append("list of opportunities")
        return await super().opportunities(wanted, window)


async def deals(number: int) -> tuple[Bench, CountingStore]:
    """Approved registrations, each with its opportunity."""
    store = CountingStore()
    suite = bench(store)
    suite.deals = replace(suite.deals, index=CountingIndex(store))
    for place in range(number):
        request = replace(REQUEST, credit_code=f"91310000MA1K{place:05d}X")
        filed = await file_registration(suite.deals, ACME, command_id(str(place)), None, request)
        await apply_chain(suite.deals, ended(filed.registration_id, Outcome.APPROVED))
    store.reads.clear()
    return suite, store


BOTH = {
    "registrations": (
        "opportunity { id stage registration { id status opportunity { id } } }",
        ["list of registrations", "opportunitys", "registrations"],
    ),
    "opportunities": (
        "registration { id status opportunity { id registration { id } } }",
        ["list of opportunities", "registrations", "opportunitys"],
    ),
}


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("number", [1, 7])
async def test_a_connection_costs_as_much_for_many_as_for_one(kind: str, number: int) -> None:
    suite, store = await deals(number)
    inner, expected = BOTH[kind]
    answer = await ask(suite, CHANNEL, f"{{ {kind}(first: 50) {{ nodes {{ id {inner} }} edges {{ cursor }} }} }}")
    assert "errors" not in answer
    assert len(answer["data"][kind]["nodes"]) == number
    assert store.reads == expected


async def test_entities_and_nodes_are_read_in_one_batch_of_each_kind() -> None:
    suite, store = await deals(5)
    ids = {kind: [id for type, id in store.states if type == kind] for kind in ("registration", "opportunity")}
    wanted = [{"__typename": kind.capitalize(), "id": id} for kind in ids for id in ids[kind]]
    entities = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Registration { status } ... on Opportunity { grade } } }"  # noqa: E501
    answer = await ask(suite, CHANNEL, entities, {"r": wanted})
    assert None not in answer["data"]["_entities"]
    assert sorted(store.reads) == ["opportunitys", "registrations"]
    store.reads.clear()
    both = [*ids["registration"], *ids["opportunity"]]
    answer = await ask(suite, CHANNEL, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": both})
    assert [node["id"] for node in answer["data"]["nodes"]] == both
    assert sorted(store.reads) == ["opportunitys", "registrations"]


async def test_what_one_request_asks_for_is_bounded() -> None:
    suite, store = await deals(0)
    many = {"ids": ["reg_" + "0" * 32] * (LARGEST_PAGE + 1)}
    assert codes(await ask(suite, CHANNEL, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", many)) == [
        "TOO_MANY_ITEMS"
    ]
    for window in ("", "(first: 101)", "(first: 0)", "(last: 101)", "(first: 1, last: 1)", '(first: 1, after: "x")'):
        answer = await ask(suite, CHANNEL, f"{{ registrations{window} {{ nodes {{ id }} }} }}")
        assert codes(answer)[0] in ("PAGE_SIZE", "PAGE_CURSOR"), window
    assert store.reads == []
