"""Messages doubled, reordered, lost until the feed is read, and dead letters replayed late, through the intake into the
handlers of this service: the journal and the views come out as in the straight order, to the last hash."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.journal.entry import Entry
from kit.journal.intake import Intake
from kit.journal.relay import Relay
from services.opportunity.app.file_registration import account_of, append_filing, filing_command, sound_filing
from services.opportunity.app.subscription import subscriptions
from tas.contracts.chain import Outcome
from tas.core.codec import to_json
from tests.journal.test_relay import Broker
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.opportunity import (
    NOW,
    REQUEST,
    Bench,
    bench,
    command_id,
    ended,
    partner,
    partner_user,
    resubmitted,
    returned,
)
from tests.support.position import DirectOwner, MemoryPositions

ROUNDS = 12
LINES = ("GTX", "MG")
Course = tuple[str, ...]
COURSES: tuple[Course, ...] = (
    (),
    ("return",),
    ("APPROVED",),
    ("REJECTED",),
    ("WITHDRAWN",),
    ("return", "resubmit", "APPROVED"),
    ("return", "WITHDRAWN"),
    ("return", "resubmit", "return", "resubmit", "REJECTED"),
)


@dataclass(frozen=True)
class Scenario:
    """The product line of each filing, in filing order, and what becomes of the chain of each line's first."""

    lines: tuple[str, ...]
    courses: tuple[Course, ...]


SCENARIOS = st.builds(
    Scenario,
    st.lists(st.sampled_from(LINES), min_size=1, max_size=5).map(tuple),
    st.tuples(*(st.sampled_from(COURSES) for _ in LINES)),
)


@dataclass
class World:
    """The service whose process died right after each filing's scope entry, the approval service's journal beside it,
    and the intakes of both feeds."""

    suite: Bench
    chains: MemoryStore
    feeds: tuple[MemoryFeed, MemoryFeed]
    intakes: tuple[Intake, Intake]
    positions: MemoryPositions

    @property
    def entries(self) -> list[Entry]:
        """Everything that a broker may deliver by now."""
        return [*self.suite.store.by_id.values(), *self.chains.by_id.values()]

    async def take(self, entry: Entry) -> None:
        """A message: the consumer that is bound to its type gets it."""
        await self.intakes[entry.type == "chain"].take(entry)

    async def settle(self) -> None:
        """Relays, polls and retries of what is parked, until nothing moves."""
        before: Any = None
        for _ in range(ROUNDS):
            for feed in self.feeds:
                await Relay("any", "one", feed.store, feed, Broker(), lease_seconds=60, sweep_seconds=5).sweep()
            for intake in self.intakes:
                await intake.read_on()
                await intake.resume()
            now = (len(self.entries), dict(self.positions.lot))
            if now == before and not self.positions.lot:
                return
            before = now
        raise AssertionError(f"still parked: {self.positions.lot}")


async def no_pause(seconds: float) -> None:
    await asyncio.sleep(0)


async def world(scenario: Scenario) -> World:
    suite, chains, positions = bench(), MemoryStore(), MemoryPositions()
    holders: dict[str, str] = {}
    for place, line in enumerate(scenario.lines):
        id = await file_scope_only(suite, place, line)
        holders.setdefault(line, id)
    for line, course in zip(LINES, scenario.courses, strict=True):
        if line in holders:
            for entry in chain(holders[line], course):
                await chains.append(entry)
    feeds = (MemoryFeed(suite.store), MemoryFeed(chains))
    own, approval = (
        Intake(one, positions, DirectOwner(feed), no_pause)
        for one, feed in zip(subscriptions(suite.deals)[:2], feeds, strict=True)
    )
    return World(suite, chains, feeds, (own, approval), positions)


async def file_scope_only(suite: Bench, place: int, line: str) -> str:
    """A filing cut off right after its scope entry; its registration's id."""
    name = f"p{place}"
    actor = partner_user(name, name)
    request = replace(REQUEST, partner_id=partner(name), product_line=line)
    command = filing_command(suite.deals, actor, command_id(name), partner(name), to_json(request))
    standing = await suite.people.partner_standing(partner(name))
    assert standing is not None
    filing = sound_filing(actor, command, request, standing)
    filing = replace(filing, account_id=await account_of(suite.deals, command, filing))
    await append_filing(suite.deals, command, filing)
    return filing.registration_id


def chain(registration_id: str, course: Course) -> list[Entry]:
    """The chain's entries, version by version."""
    make = {"return": returned, "resubmit": resubmitted} | {
        one.value: partial(ended, outcome=one, comment="so be it") for one in Outcome
    }
    return [make[step](registration_id, version=version) for version, step in enumerate(course, 1)]


def told(one: World) -> tuple[Any, Any]:
    """The whole journal, and every view without the order in which it was written."""
    return dict(one.suite.store.by_id), {key: dict(state) for key, state in one.suite.store.states.items()}


async def straight(scenario: Scenario) -> tuple[Any, Any]:
    one = await world(scenario)
    await one.settle()
    return told(one)


async def deliver(one: World, messages: Sequence[Entry], together: bool) -> None:
    if together:
        await asyncio.gather(*(one.take(entry) for entry in messages))
        return
    for entry in messages:
        await one.take(entry)


@settings(max_examples=120, deadline=None)
@given(SCENARIOS, st.data())
async def test_any_arrival_leaves_the_views_of_the_straight_order(scenario: Scenario, data: st.DataObject) -> None:
    expected = await straight(scenario)
    one = await world(scenario)
    doubled = data.draw(st.lists(st.sampled_from(one.entries), max_size=8), label="doubled")
    early = data.draw(st.permutations([*one.entries, *doubled]), label="early")
    lost = data.draw(st.integers(0, len(early)), label="lost")
    await deliver(one, early[lost:], data.draw(st.booleans(), label="together"))
    dead = [parked.aggregate for parked in one.positions.lot.values()]
    await one.settle()
    late = data.draw(st.lists(st.sampled_from(one.entries), max_size=15), label="late")
    letters = [entry for entry in one.entries if entry.aggregate in dead]
    await deliver(one, [*letters, *late], together=False)
    await one.settle()
    assert told(one) == expected


async def test_the_straight_order_does_what_it_should() -> None:
    """So that the property above does not compare nothing with nothing."""
    scenario = Scenario(("GTX", "GTX", "MG", "MG"), (("APPROVED",), ("return", "REJECTED")))
    one = await world(scenario)
    await one.settle()
    assert one.suite.types("registration").count("RegistrationFiled") == 4
    assert one.suite.types("opportunity") == ["OpportunityOpened"]
    assert "RegistrationScopeFreed" in one.suite.types("registration")
    statuses = sorted(state["status"] for (kind, _), state in one.suite.store.states.items() if kind == "registration")
    assert statuses == ["ACTIVE", "CONFLICT", "CONFLICT", "REJECTED"]


async def test_a_holder_that_is_rejected_before_its_loser_is_recorded() -> None:
    scenario = Scenario(("GTX", "GTX"), (("REJECTED",), ()))
    one = await world(scenario)
    first, second = (entry for entry in one.entries if entry.type == "scope")
    for entry in (first, *one.chains.by_id.values()):
        await one.take(entry)
    assert [parked.reason for parked in one.positions.lot.values()] == ["REGISTRATION_INCOMPLETE"]
    await one.take(second)
    await one.settle()
    assert told(one) == await straight(scenario)


async def test_an_outcome_that_comes_before_its_registration_is_parked_and_replayed() -> None:
    scenario = Scenario(("GTX",), (("APPROVED",), ()))
    one = await world(scenario)
    for entry in one.chains.by_id.values():
        await one.take(entry)
    assert [parked.reason for parked in one.positions.lot.values()] == ["REGISTRATION_NOT_OPEN"]
    await one.settle()
    assert told(one) == await straight(scenario)
    assert one.suite.clock.at == NOW
