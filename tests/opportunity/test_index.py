"""The contract of the lists, on the fake and on the real server: order, filters, pages; and every query that the real
one sends is served by a declared index."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pytest

from kit.journal.ledger import Ledger
from kit.mongo.client import connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.index import Sent, create, recording, unserved
from kit.mongo.journal import MongoStore
from kit.page import Window
from services.opportunity.adapters.index import INDEXES, StoredIndex
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.container import Deals
from services.opportunity.app.file_registration import file_registration
from services.opportunity.app.port import DealIndex, OpportunityFilter, RegistrationFilter
from tas.contracts.chain import Outcome
from tas.core.ids import natural_id
from tests.support.opportunity import (
    ACME,
    BOLT,
    NOW,
    PROTECTION,
    REQUEST,
    FakePeople,
    FixedClock,
    bench,
    command_id,
    ended,
    partner,
)

NUMBER = 9


@dataclass
class Filled:
    """Nine registrations, one a minute: every third Bolt's, the rest Acme's; every second approved, the last one in
    conflict with the first."""

    index: DealIndex
    registrations: list[str]
    queries: list[Sent]


async def fill(deals: Deals, clock: FixedClock) -> list[str]:
    ids: list[str] = []
    for place in range(NUMBER):
        clock.at = NOW + timedelta(minutes=place)
        request = replace(REQUEST, credit_code=f"91310000MA1K{place % (NUMBER - 1):05d}X")
        actor = BOLT if place % 3 == 0 else ACME
        filed = await file_registration(deals, actor, command_id(str(place)), None, request)
        ids.append(filed.registration_id)
        if place % 2 == 0 and place < NUMBER - 1:
            entry = ended(filed.registration_id, Outcome.APPROVED)
            await apply_chain(deals, entry)
    return ids


@pytest.fixture(scope="module", params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def filled(request: pytest.FixtureRequest) -> AsyncIterator[Filled]:
    if request.param == "fake":
        suite = bench()
        yield Filled(suite.deals.index, await fill(suite.deals, suite.clock), [])
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    name = f"tas_contract_{uuid4().hex}"
    made = database(client, name)
    store, clock = MongoStore(made), FixedClock()
    await store.prepare()
    await create(made, INDEXES)
    deals = Deals(Ledger(store), store, MongoFeed(made), FakePeople(), StoredIndex(made), clock, PROTECTION)
    ids = await fill(deals, clock)
    with recording() as queries:
        yield Filled(deals.index, ids, queries)
    await client.drop_database(name)
    client.close()


def bolts(filled: Filled) -> set[str]:
    return {id for place, id in enumerate(filled.registrations) if place % 3 == 0}


def in_status(filled: Filled, status: str) -> set[str]:
    last = NUMBER - 1
    by_status = {
        "ACTIVE": {id for place, id in enumerate(filled.registrations) if place % 2 == 0 and place < last},
        "CONFLICT": {filled.registrations[last]},
        "SUBMITTED": {id for place, id in enumerate(filled.registrations) if place % 2},
    }
    return by_status[status]


@pytest.mark.parametrize("whose", [None, "bolt"])
@pytest.mark.parametrize("statuses", [(), ("ACTIVE",), ("ACTIVE", "CONFLICT"), ("SUBMITTED",)])
@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("size", [2, 100])
async def test_registrations_newest_first_by_every_filter(
    filled: Filled, whose: str | None, statuses: tuple[str, ...], backwards: bool, size: int
) -> None:
    wanted = RegistrationFilter(partner(whose) if whose else None, statuses)
    found, key, more = list[str](), None, True
    for _ in range(NUMBER):
        window = Window(size, None if backwards else key, key if backwards else None, backwards)
        page = await filled.index.registrations(wanted, window)
        here = [state.id for state in page.items]
        found = here + found if backwards else found + here
        more = page.more
        if not more:
            break
        key = page.keys[0 if backwards else -1]
    assert not more
    kept = set(filled.registrations) if not statuses else {id for one in statuses for id in in_status(filled, one)}
    kept &= bolts(filled) if whose else kept
    assert found == [id for id in reversed(filled.registrations) if id in kept]


@pytest.mark.parametrize("whose", [None, "acme"])
@pytest.mark.parametrize("stages", [(), ("S1",), ("S2",)])
async def test_opportunities_by_every_filter(filled: Filled, whose: str | None, stages: tuple[str, ...]) -> None:
    page = await filled.index.opportunities(OpportunityFilter(partner(whose) if whose else None, stages), Window(100))
    expected = in_status(filled, "ACTIVE") - (bolts(filled) if whose else set())
    assert {state.registration_id for state in page.items} == (set() if "S2" in stages else expected)
    assert list(page.keys) == sorted(page.keys, reverse=True)


async def test_what_rests_on_an_account(filled: Filled) -> None:
    for place in range(NUMBER - 1):
        account = natural_id("account", f"91310000MA1K{place:05d}X")
        live = await filled.index.live_registrations_of(account, 5)
        assert [one.id for one in live.items] == [filled.registrations[place]], "and not the one that came second"
        opened = await filled.index.opportunities_of(account, Window(5))
        assert [one.registration_id for one in opened.items] == [filled.registrations[place]] * (place % 2 == 0)
    assert (await filled.index.live_registrations_of("acc_none", 5)).items == ()


async def test_every_query_that_was_sent_is_served_by_a_declared_index(filled: Filled) -> None:
    for whose in (None, partner("acme")):
        for values in ((), ("S1",), ("S1", "S2")):
            window = Window(1, after=("2026", ""), before=("2025", ""))
            await filled.index.registrations(RegistrationFilter(whose, values), window)
            await filled.index.opportunities(OpportunityFilter(whose, values), window)
    await filled.index.live_registrations_of("acc_1", 5)
    await filled.index.registrations_of("acc_1", Window(5))
    await filled.index.opportunities_of("acc_1", Window(5))
    assert unserved(filled.queries, INDEXES) == []
    if filled.queries:
        assert len({(query.collection, query.equal) for query in filled.queries}) == 11
        for index in INDEXES:
            assert unserved(filled.queries, [one for one in INDEXES if one != index]) != [], index
