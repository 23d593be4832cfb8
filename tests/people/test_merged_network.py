"""What is written of a merged record leads to the person who stands for it: ties, ways, hand-overs, look-ups; as far as
the reader may see what that record says."""

import pytest

from services.people.app.contact.ask import hand_over, influence, introductions
from services.people.app.contact.read import find_persons, ties_of
from services.people.app.contact.sight import sight_of
from services.people.app.container import People
from services.people.app.privacy.merge_person import merge_person, unmerge_person
from tas.contracts.contact_term import TieKind
from tas.core.errors import Missing
from tests.support.contact_world import (
    AUD,
    CHEN,
    HARBOUR,
    LIN,
    MIRA,
    OTTO,
    QUARRY,
    WANG,
    add_person,
    build_world,
    employee,
    named,
    tie,
)
from tests.support.people import ask, fake_people

STEWARD = employee(named("employee", "steward"), "MDS")
STEWARD_OF_ALL = employee(AUD, "MDS", "AUD")
AUDITOR, OWNER, STRANGER = employee(AUD, "AUD"), employee(MIRA), employee(OTTO)
TWIN, ROE_2 = named("person", "Lin Zhiyuan"), named("person", "Roe 2")


async def world() -> People:
    """Otto knows Lin under a second record at Quarry; Mira knows Wang, who knows Lin's first record."""
    people, _ = fake_people()
    await build_world(people)
    await add_person(people, TWIN, QUARRY, name="Lin Zhiyuan")
    await tie(people, OTTO, TWIN)
    await tie(people, MIRA, WANG)
    await tie(people, WANG, LIN, TieKind.KNOWS)
    return people


async def merged() -> People:
    people = await world()
    await merge_person(people, STEWARD, "m1", TWIN, LIN)
    return people


async def test_ways_and_ties_of_both_records_are_the_persons() -> None:
    people = await merged()
    sight = await sight_of(people, AUDITOR)
    assert {one.from_id for one in ties_of(sight, LIN, sight.day)} == {OTTO, WANG}
    ways = introductions(people, sight, LIN, 5)
    assert {one.ids for one in ways} == {(OTTO, LIN), (MIRA, WANG, LIN)}
    with pytest.raises(Missing):
        introductions(people, sight, TWIN, 5)
    assert TWIN not in {one.id for one, _ in influence(people, sight, HARBOUR, 10)}


async def test_taken_back_each_has_its_own_again() -> None:
    people = await merged()
    await unmerge_person(people, STEWARD, "u1", TWIN)
    sight = await sight_of(people, AUDITOR)
    assert {one.ids for one in introductions(people, sight, LIN, 5)} == {(MIRA, WANG, LIN)}
    assert {one.ids for one in introductions(people, sight, TWIN, 5)} == {(OTTO, TWIN)}
    assert [one.id for one in await find_persons(people, sight, "name", "Lin Zhiyuan", 5)] == sorted({LIN, TWIN})


async def test_the_relationship_is_handed_over_as_one_with_the_person() -> None:
    people = await merged()
    found = hand_over(await sight_of(people, STRANGER), OTTO, 5)
    assert [(one.person.id, one.tie.to_id if one.tie else None) for one in found] == [(LIN, TWIN)]


async def test_the_words_of_a_merged_record_find_the_person_once() -> None:
    people = await merged()
    sight = await sight_of(people, AUDITOR)
    for field, text in (("name", "林志远"), ("name", "Lin Zhiyuan"), ("mail", f"{TWIN[-6:]}@example.com")):
        assert [one.id for one in await find_persons(people, sight, field, text, 5)] == [LIN]


async def test_a_record_at_another_account_tells_its_details_to_that_circle_only() -> None:
    people = await merged()
    query = f'{{ person(id: "{TWIN}") {{ id mails }} }}'
    first, second = f"{LIN[-6:]}@example.com", f"{TWIN[-6:]}@example.com"
    shown = {who.id: (await ask(people, who, query))["data"]["person"] for who in (AUDITOR, OWNER, STRANGER)}
    assert shown == {
        AUDITOR.id: {"id": LIN, "mails": [first, second]},
        OWNER.id: {"id": LIN, "mails": [first]},
        STRANGER.id: {"id": LIN, "mails": None},
    }
    owner = await sight_of(people, OWNER)
    assert await find_persons(people, owner, "mail", second, 5) == []


async def test_a_restricted_record_is_not_given_away_by_its_name() -> None:
    people = await world()
    await merge_person(people, STEWARD_OF_ALL, "m1", CHEN, TWIN)
    stranger = await sight_of(people, STRANGER)
    assert await find_persons(people, stranger, "name", "陈默", 5) == []
    assert [one.id for one in await find_persons(people, await sight_of(people, AUDITOR), "name", "陈默", 5)] == [TWIN]
