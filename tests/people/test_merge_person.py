"""Merging two records of one person by command: both stay whole, races end with one story, unmerging restores both."""

import asyncio
from dataclasses import replace

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.contact.record_person import Contacts, record_contacts
from services.people.app.container import People
from services.people.app.privacy.likeness import Likeness, duplicates_of
from services.people.app.privacy.merge_person import merge_person, take_person, unmerge_person
from services.people.domain.contact.person import PERSON
from tas.contracts.contact import PersonLeft
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import ErasureReason, PersonAbsorbed, PersonErased, PersonReleased
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import Conflict, Forbidden, Missing, TasError
from tests.support.people import fake_people
from tests.support.record import SELLER, add_person, person, texts

STEWARD = Actor(ActorKind.EMPLOYEE, "emp_steward", ("MDS",))


async def append(people: People, id: str, *events: object) -> None:
    command = caused_command(service("test"), f"{id} {events}", people.now())
    await people.ledger.execute(PERSON, id, command, lambda _: Decided(events, {}))


async def test_a_merge_and_its_taking_back_restore_both() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "王小明", "a@example.com"), await add_person(people, "Wang Xiaoming")
    before = await person(people, one), await person(people, other)
    merged = await merge_person(people, STEWARD, "m1", other, one)
    again = await merge_person(people, STEWARD, "m1", other, one)
    assert merged == again and merged.absorbed == (other,)
    assert (await person(people, other)).merged_into == one
    assert await texts(people, other) == ["Wang Xiaoming"]
    assert await unmerge_person(people, STEWARD, "u1", other) == before[1]
    assert await unmerge_person(people, STEWARD, "u1", other) == before[1]
    assert (await person(people, one), await person(people, other)) == before
    assert (await merge_person(people, STEWARD, "m2", other, one)).absorbed == (other,)


async def test_a_merged_record_takes_nothing_more_and_the_standing_one_does() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    await merge_person(people, STEWARD, "m1", other, one)
    with pytest.raises(Missing, match="PERSON_UNKNOWN"):
        await record_contacts(people, STEWARD, "c1", other, Contacts(("x@example.com",)))
    await record_contacts(people, STEWARD, "c2", one, Contacts(("x@example.com",)))
    await unmerge_person(people, STEWARD, "u1", other)
    assert await texts(people, one) == ["Anna", "x@example.com"]
    assert await texts(people, other) == ["Anne"]


async def test_both_ways_at_once_never_makes_a_circle() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    await asyncio.gather(
        merge_person(people, STEWARD, "m1", one, other),
        merge_person(people, STEWARD, "m2", other, one),
        return_exceptions=True,
    )
    states = [await person(people, one), await person(people, other)]
    assert sum(state.stands for state in states) >= 1
    for state in states:
        for id in state.absorbed:
            assert (await person(people, id)).merged_into == state.id
        assert state.merged_into is None or state.id in (await person(people, state.merged_into)).absorbed


async def test_where_the_other_cannot_follow_it_is_given_back() -> None:
    people, store = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    await append(people, one, PersonAbsorbed(one, other))
    await append(people, other, PersonErased(other, ErasureReason.REQUESTED))
    entry = store.by_id[f"person/{one}@2"]
    await take_person(people, entry)
    await take_person(people, entry)
    assert (await person(people, one)).absorbed == ()


async def test_what_a_crash_left_is_finished_by_the_feed() -> None:
    people, store = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    before = await person(people, other)
    await append(people, one, PersonAbsorbed(one, other))
    await take_person(people, store.by_id[f"person/{one}@2"])
    assert (await person(people, other)).status is PersonStatus.MERGED
    await append(people, one, PersonReleased(one, other))
    await take_person(people, store.by_id[f"person/{one}@3"])
    await take_person(people, store.by_id[f"person/{one}@2"])
    assert await person(people, other) == before


async def test_one_who_left_comes_back_as_one_who_left() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    account = (await person(people, other)).account_id
    await append(people, other, PersonLeft(other, account, PersonStatus.LEFT, people.today()))
    await merge_person(people, STEWARD, "m1", other, one)
    assert (await unmerge_person(people, STEWARD, "u1", other)).status is PersonStatus.LEFT


@pytest.mark.parametrize(
    ("into", "other", "code"),
    [("a", "a", "PERSON_SAME"), ("a", "nobody", "PERSON_UNKNOWN"), ("a", "b", "PERSON_UNKNOWN"),
     ("b", "c", "PERSON_UNKNOWN"), ("c", "a", "PERSON_HAS_MERGED")],
)  # fmt: skip
async def test_what_is_refused_changes_nothing(into: str, other: str, code: str) -> None:
    people, store = fake_people()
    ids = {name: await add_person(people, name) for name in ("a", "b", "c")} | {"nobody": "psn_nobody"}
    await merge_person(people, STEWARD, "m0", ids["b"], ids["a"])
    entries = set(store.by_id)
    with pytest.raises(TasError) as refused:
        await merge_person(people, STEWARD, "m1", ids[other], ids[into])
    assert refused.value.code == code
    assert set(store.by_id) == entries


async def test_others_may_not() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "Anna"), await add_person(people, "Anne")
    for actor in (SELLER, replace(STEWARD, kind=ActorKind.PARTNER)):
        with pytest.raises(Forbidden):
            await merge_person(people, actor, "m1", other, one)
    await merge_person(people, STEWARD, "m2", other, one)
    with pytest.raises(Forbidden):
        await unmerge_person(people, SELLER, "u1", other)
    with pytest.raises(Conflict, match="PERSON_NOT_MERGED"):
        await unmerge_person(people, STEWARD, "u2", one)


AUDITOR = Actor(ActorKind.EMPLOYEE, "emp_auditor", ("AUD",))


async def test_duplicates_are_found_by_name_mail_phone_and_organisation() -> None:
    people, _ = fake_people()
    one = await add_person(people, "王小明", "xm@example.com", "13800138000")
    spelt = await add_person(people, "Xiaoming Wang", account="acc_elsewhere")
    mail = await add_person(people, "X. M.", "XM@example.com")
    phone = await add_person(people, "Reception", phone="+86 138-0013-8000", account="acc_elsewhere")
    await add_person(people, "王小红", "xh@example.com")
    found = await duplicates_of(people, AUDITOR, one)
    assert {other.person.id: set(other.shared) for other in found} == {
        mail: {Likeness.MAIL, Likeness.ORGANISATION},
        spelt: {Likeness.NAME},
        phone: {Likeness.PHONE},
    }
    assert found[0].person.id == mail
    with pytest.raises(Forbidden):
        await duplicates_of(people, SELLER, one)


async def test_what_was_said_once_and_holds_no_longer_is_no_likeness() -> None:
    people, _ = fake_people()
    one = await add_person(people, "Anna", "old@example.com")
    other = await add_person(people, "Bo", "old@example.com")
    assert [found.person.id for found in await duplicates_of(people, AUDITOR, one)] == [other]
    await record_contacts(people, STEWARD, "c1", other, Contacts(("new@example.com",)))
    assert await duplicates_of(people, AUDITOR, one) == []


async def test_merged_and_erased_records_are_not_proposed() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, "Anna", key="1"), await add_person(people, "Anna", key="2")
    third = await add_person(people, "Anna", key="3")
    await merge_person(people, STEWARD, "m1", other, one)
    await append(people, third, PersonErased(third, ErasureReason.REQUESTED))
    assert await duplicates_of(people, AUDITOR, one) == []
