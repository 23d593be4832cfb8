"""The picture kept in memory is what the journal says: on the real server, whatever was fed, not yet fed, or written by
another process, and for the two queries that it promises."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from kit.journal.port import FeedRow
from kit.local.server import Addresses
from kit.mongo.client import Database, connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.journal import MongoStore
from services.people.adapters.mirror import StoredMirror
from services.people.app.container import People
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.picture import Picture
from services.people.domain.contact.tie import TIE
from tas.contracts.contact import MapGraded
from tests.support import contact_world as world
from tests.support.contact_world import DEAL, LIN, OTTO, WANG
from tests.support.people import fake_people

pytestmark = pytest.mark.server


class CountedFeed(MongoFeed):
    """Counts the questions to the feed; what it reads of the journal for rows that it found is one of them."""

    def __init__(self, base: Database) -> None:
        super().__init__(base)
        self.base = base
        self.asked = 0

    async def unfed(self, first: int, skip: int = 0) -> Sequence[Entry]:
        self.asked += 1
        return await super().unfed(first, skip)

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]:
        self.asked += 1
        return await super().feed(after, first)


@pytest.fixture
async def people(servers: Addresses) -> AsyncIterator[People]:
    client = connect(servers.mongodb_url)
    base = database(client, f"mirror_{uuid4().hex[:12]}")
    store, feed = MongoStore(base), CountedFeed(base)
    await store.prepare()
    await feed.prepare()
    ledger = Ledger(store)
    made = replace(fake_people()[0], store=store, feed=feed, ledger=ledger, mirror=StoredMirror(base, feed, ledger))
    await world.build_world(made)
    yield made
    await client.drop_database(base.name)
    client.close()


async def relay(people: People) -> None:
    """Feeds what is not fed, as the relay does."""
    end = await people.feed.feed_end(1)
    position = end.position if end else 0
    for entry in await people.feed.unfed(500):
        position += 1
        assert await people.feed.add_row(FeedRow(position, entry.id, "", f"h{position}"))
        await people.feed.mark_fed([entry.id])


async def expected(people: People, picture: Picture) -> None:
    """Every part of the picture is what the journal says."""
    for id, tie in picture.tie.items():
        assert (await people.ledger.load(TIE, id)).state == tie
    for id, map in picture.map.items():
        assert (await people.ledger.load(CONTACT_MAP, id)).state == map


async def test_it_is_filled_then_follows_what_is_fed_and_what_is_not(people: People) -> None:
    first = await people.mirror.read()
    assert (len(first.person), len(first.employee), len(first.map), len(first.tie)) == (4, 7, 2, 0)
    assert first.employee[OTTO].name == "Otto" and first.unit[world.EAST].head_employee_ids == (world.JONAS,)
    id = await world.tie(people, OTTO, LIN, strength=1)
    second = await people.mirror.read()
    assert second.tie[id].strength == 1 and second.revision > first.revision and first.tie == {}
    await relay(people)
    assert (await people.mirror.read()) is second  # the same, now from the feed
    await world.tie(people, OTTO, LIN, strength=2)
    await world.append(people, CONTACT_MAP, DEAL, MapGraded(DEAL, "B"))
    await relay(people)
    await world.tie(people, OTTO, LIN, strength=3)
    third = await people.mirror.read()
    assert third.tie[id].strength == 3 and third.map[DEAL].grade == "B"
    await expected(people, third)


async def test_a_picture_that_begins_in_the_middle_is_the_same(people: People) -> None:
    await relay(people)
    id = await world.tie(people, OTTO, WANG, strength=1)
    await relay(people)
    await world.tie(people, OTTO, WANG, strength=2)
    assert isinstance(people.store, MongoStore) and isinstance(people.feed, CountedFeed)
    late = StoredMirror(people.feed.base, people.feed, people.ledger)
    ours, theirs = await people.mirror.read(), await late.read()
    assert ours.tie == theirs.tie and theirs.tie[id].strength == 2
    assert ours.person == theirs.person and ours.map == theirs.map


async def test_an_unchanged_picture_costs_two_queries(people: People) -> None:
    await relay(people)
    await people.mirror.read()
    assert isinstance(people.feed, CountedFeed)
    people.feed.asked = 0
    await people.mirror.read()
    assert people.feed.asked == 2
