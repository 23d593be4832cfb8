"""A deal's grade changes while its map stands: from then on assessments need a second assessor, or need none any more.
The deals are a test subject: an aggregate that says what opportunity's contract says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kit.journal.aggregate import AggregateType
from services.people.app.contact.effect import take_opportunity
from services.people.app.container import People
from services.people.domain.contact.charting import Judgement, assess
from services.people.domain.contact.contact_map import CONTACT_MAP, ContactMap
from services.people.domain.contact.stance import stance
from tas.contracts.contact import MapMemberPlaced, TouchRecorded
from tas.contracts.contact_term import (
    BuyingRole,
    Coverage,
    Measure,
    PoliticalStatus,
    Support,
    TouchKind,
    TouchOutcome,
)
from tas.contracts.opportunity import OpportunityGraded, OpportunityOpened
from tas.core.ids import aggregate_name
from tas.core.money import Money
from tests.support import contact_world as world
from tests.support.contact_world import HARBOUR, LIN, MIRA
from tests.support.people import NOW, fake_people

DEAL = world.named("opportunity", "graded")


@dataclass(frozen=True, slots=True)
class Subject:
    """A deal as far as a journal needs it."""

    id: str


SUBJECT: AggregateType[Subject] = AggregateType("opportunity", Subject, Subject, lambda state, _event, _entry: state)
OPENED = OpportunityOpened(
    DEAL, "reg_x", HARBOUR, "ptn_x", "Crane", "C", "S1", Money(Decimal(1), "CNY"), date(2026, 9, 1), "CRANE", "E",
    NOW,
)  # fmt: skip


def graded(grade: str) -> OpportunityGraded:
    return OpportunityGraded(DEAL, grade, datetime(2026, 2, 1, tzinfo=UTC))


@pytest.fixture
async def people() -> People:
    made, _ = fake_people()
    await world.build_world(made)
    return made


async def told(people: People, *events: Any) -> ContactMap:
    """The map after opportunity's entries, each of them taken twice."""
    deals, store = fake_people()
    for event in events:
        await world.append(deals, SUBJECT, DEAL, event)
    for _ in range(2):
        for entry in await store.entries(aggregate_name("opportunity", DEAL), 0, 50):
            await take_opportunity(people, entry)
    return (await people.ledger.load(CONTACT_MAP, DEAL)).state


async def test_the_map_follows_the_deals_grade_once_each(people: People) -> None:
    map = await told(people, OPENED, graded("A"), graded("A"), graded("B"))
    entries = await people.store.entries(aggregate_name("contact-map", DEAL), 0, 50)
    assert map.grade == "B"
    assert [one.type for entry in entries for one in entry.events] == ["MapOpened", *["MapGraded"] * 3]


async def test_a_grade_of_a_deal_without_a_map_changes_nothing(people: People) -> None:
    assert not (await told(people, graded("A"))).exists


@pytest.mark.parametrize(("grade", "given"), [("A", 2), ("B", 2), ("D", 4)])
async def test_from_grade_a_or_b_on_a_second_assessor_is_asked_and_what_counted_goes_on_counting(
    people: People, grade: str, given: int
) -> None:
    await told(people, OPENED)
    placed = MapMemberPlaced(
        DEAL, LIN, PoliticalStatus.INNER_CIRCLE, BuyingRole.APPROVER, Support.MENTOR, Coverage.BRIEF, None, None
    )
    touch = TouchRecorded(
        DEAL, "tch_1", TouchKind.CALL, NOW, (LIN,), (MIRA,), TouchOutcome.NEUTRAL, ("x",), 0, None, None, None, None
    )
    await world.append(people, CONTACT_MAP, DEAL, placed, touch)
    first = assess((await people.ledger.load(CONTACT_MAP, DEAL)).state, [Judgement(LIN, Measure.PRICE, 2)], ["tch_1"], MIRA, NOW)  # fmt: skip # noqa: E501
    await world.append(people, CONTACT_MAP, DEAL, *first)
    map = await told(people, OPENED, graded(grade))
    later = assess(map, [Judgement(LIN, Measure.PRICE, 4)], ["tch_1"], MIRA, NOW)
    await world.append(people, CONTACT_MAP, DEAL, *later)
    map = (await people.ledger.load(CONTACT_MAP, DEAL)).state
    found = stance(map, LIN, Measure.PRICE, NOW)
    assert (found.given, found.pending is not None) == (given, given == 2)
