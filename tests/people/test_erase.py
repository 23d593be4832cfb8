"""Erasing a person: two steps by the right posts, everything gone with the key, finished after a crash, repeated after
a restore, and a journal that still verifies."""

import json
from typing import Any

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.verify import faults_of
from kit.page import Window
from kit.privacy.cipher import ERASED
from services.people.app.container import People
from services.people.app.privacy.erase import (
    all_erasures,
    cancel_erasure,
    carry_out,
    confirm_erasure,
    erasure_of,
    replay_erasures,
    request_erasure,
    take_erasure,
)
from services.people.domain.contact.erasure import ERASURE, ErasureStatus
from services.people.domain.contact.export import EXPORT
from services.people.domain.contact.person import PERSON
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import (
    ErasureConfirmed,
    ErasureReason,
    ExportFormat,
    ExportPurpose,
    PersonAbsorbed,
    PersonMerged,
    PersonsExported,
)
from tas.core.actor import ANONYMOUS, Actor, ActorKind, service
from tas.core.codec import to_json
from tas.core.errors import Conflict, Forbidden, Missing, TasError
from tests.support.journal import MemoryStore
from tests.support.people import fake_people
from tests.support.record import OFFICER, SELLER, add_person, person, texts

REQUESTED = ErasureReason.REQUESTED
NAME, MAIL, PHONE = "王小明", "xiaoming@example.com", "+86 138 0013 8000"


def shown(store: MemoryStore) -> str:
    """All that the store holds, as text."""
    return json.dumps(
        [[to_json(entry) for entry in store.by_id.values()], list(store.states.values())], ensure_ascii=False
    )


async def erase(people: People, id: str, key: str = "1") -> None:
    await request_erasure(people, OFFICER, f"r{key}", id, REQUESTED)
    await confirm_erasure(people, OFFICER, f"c{key}", id)


async def append(people: People, kind: Any, id: str, *events: Any) -> None:
    command = caused_command(service("test"), f"{id} {events}", people.now())
    await people.ledger.execute(kind, id, command, lambda _: Decided(events, {}))


async def test_the_person_is_gone_and_the_history_is_intact() -> None:
    people, store = fake_people()
    id = await add_person(people, NAME, MAIL, PHONE)
    other = await add_person(people, "Bo Berg", "bo@example.com")
    assert await texts(people, id) == [NAME, MAIL, PHONE]
    assert await people.vault.find("name", "Xiaoming Wang", 10) == [id]
    await erase(people, id)
    one = await person(people, id)
    assert (one.status, one.name_sealed, one.mails_sealed) == (PersonStatus.ERASED, ERASED, ())
    assert await texts(people, id) == [None]
    assert [await people.vault.find(*look, 10) for look in (("name", NAME), ("mail", MAIL), ("phone", PHONE))] == [
        []
    ] * 3
    sealed = [recorded.data for entry in store.by_id.values() for recorded in entry.events if id in entry.aggregate]
    old = [(id, "name", data["name_sealed"]) for data in sealed if "name_sealed" in data]
    assert old and await people.vault.open(old) == [None]
    assert faults_of(await store.entries(f"person/{id}", 0, 50)) == []
    assert not any(text in shown(store) for text in (NAME, "小明", MAIL, "xiaoming", PHONE, "13800138000"))
    assert await texts(people, other) == ["Bo Berg", "bo@example.com"]


async def test_the_stub_says_who_when_and_why() -> None:
    people, _ = fake_people()
    id = await add_person(people, NAME)
    await append(people, EXPORT, "exp_1", PersonsExported("exp_1", ExportFormat.CSV, ExportPurpose.EVENT, (id,)))
    asked = await request_erasure(people, OFFICER, "r1", id, ErasureReason.RETENTION_OVER)
    assert (asked.status, asked.exports, asked.requested_by) == (ErasureStatus.REQUESTED, ("exp_1",), OFFICER.id)
    admin = Actor(ActorKind.EMPLOYEE, "emp_admin", ("ADM",))
    done = await confirm_erasure(people, admin, "c1", id)
    assert (done.status, done.by, done.at, done.reason) == (
        ErasureStatus.CONFIRMED, "emp_admin", people.now(), ErasureReason.RETENTION_OVER,
    )  # fmt: skip
    assert await erasure_of(people, OFFICER, id) == done
    assert [(one.person, one.by, one.reason) for one in await all_erasures(people)] == [
        (id, "emp_admin", "RETENTION_OVER")
    ]


@pytest.mark.parametrize("actor", [SELLER, ANONYMOUS, Actor(ActorKind.PARTNER, "pus_1", ("ADM",)), service("approval")])
async def test_others_may_not(actor: Actor) -> None:
    people, _ = fake_people()
    id = await add_person(people, NAME)
    await request_erasure(people, OFFICER, "r1", id, REQUESTED)
    for act in (
        request_erasure(people, actor, "r2", id, REQUESTED),
        confirm_erasure(people, actor, "c2", id),
        cancel_erasure(people, actor, "x2", id),
        erasure_of(people, actor, id),
    ):
        with pytest.raises(TasError) as refused:
            await act
        assert refused.value.code in ("POST_REQUIRED", "TOKEN_REQUIRED")
    assert await texts(people, id) == [NAME]


async def test_the_steps_come_in_order() -> None:
    people, _ = fake_people()
    id = await add_person(people, NAME)
    for act in (confirm_erasure(people, OFFICER, "1", id), cancel_erasure(people, OFFICER, "2", id)):
        with pytest.raises(Conflict, match="ERASURE_NOT_REQUESTED"):
            await act
    await request_erasure(people, OFFICER, "3", id, REQUESTED)
    with pytest.raises(Conflict, match="ERASURE_PENDING"):
        await request_erasure(people, OFFICER, "4", id, REQUESTED)
    assert (await cancel_erasure(people, OFFICER, "5", id)).status is ErasureStatus.CANCELLED
    with pytest.raises(Conflict, match="ERASURE_NOT_REQUESTED"):
        await confirm_erasure(people, OFFICER, "6", id)
    assert await texts(people, id) == [NAME]
    await request_erasure(people, OFFICER, "7", id, REQUESTED)
    await confirm_erasure(people, OFFICER, "8", id)
    await confirm_erasure(people, OFFICER, "8", id)
    for late in (
        request_erasure(people, OFFICER, "9", id, REQUESTED),
        confirm_erasure(people, OFFICER, "10", id),
        cancel_erasure(people, OFFICER, "11", id),
    ):
        with pytest.raises(Missing, match="PERSON_ERASED"):
            await late
    with pytest.raises(Missing, match="PERSON_UNKNOWN"):
        await request_erasure(people, OFFICER, "12", "psn_nobody", REQUESTED)


async def test_records_merged_into_the_person_go_too_whichever_is_named() -> None:
    people, _ = fake_people()
    one, other = await add_person(people, NAME, MAIL), await add_person(people, "Wang Xiaoming", "other@example.com")
    await append(people, PERSON, one, PersonAbsorbed(one, other))
    await append(people, PERSON, other, PersonMerged(other, one))
    asked = await request_erasure(people, OFFICER, "r1", other, REQUESTED)
    assert asked.id == one
    await confirm_erasure(people, OFFICER, "c1", one)
    assert [await texts(people, id) for id in (one, other)] == [[None], [None]]
    assert [(await person(people, id)).status for id in (one, other)] == [PersonStatus.ERASED] * 2
    assert {stub.person for stub in await all_erasures(people)} == {one, other}


async def test_what_a_crash_left_is_finished_by_the_feed_and_twice_is_once() -> None:
    people, store = fake_people()
    id = await add_person(people, NAME)
    await append(people, ERASURE, id, ErasureConfirmed(id, REQUESTED))
    assert await texts(people, id) == [NAME]
    entry = store.by_id[f"erasure/{id}@1"]
    await take_erasure(people, entry)
    await take_erasure(people, entry)
    assert await texts(people, id) == [None]
    assert f"person/{id}@3" not in store.by_id


async def test_a_request_alone_erases_nothing() -> None:
    people, store = fake_people()
    id = await add_person(people, NAME)
    await request_erasure(people, OFFICER, "r1", id, REQUESTED)
    await take_erasure(people, store.by_id[f"erasure/{id}@1"])
    await carry_out(people, id)
    assert await texts(people, id) == [NAME]


async def test_a_restored_backup_is_erased_again_from_the_list() -> None:
    """Both the journal and the keys go back to the moment before the erasure: only the list that left them knows."""
    people, _ = fake_people()
    id = await add_person(people, NAME, MAIL)
    await erase(people, id)
    kept = await all_erasures(people)

    restored, store = fake_people()
    assert await add_person(restored, NAME, MAIL) == id
    assert await texts(restored, id) == [NAME, MAIL]
    assert await all_erasures(restored) == []
    assert await replay_erasures(restored, kept) == 1
    assert await replay_erasures(restored, kept) == 1
    assert await texts(restored, id) == [None]
    assert (await person(restored, id)).status is PersonStatus.ERASED
    assert [(stub.person, stub.reason) for stub in await all_erasures(restored)] == [(id, "REQUESTED")]
    assert faults_of(await store.entries(f"person/{id}", 0, 50)) == []


async def test_a_restored_key_is_destroyed_again_from_the_journal() -> None:
    people, store = fake_people()
    id = await add_person(people, NAME)
    await erase(people, id)
    with_keys, _ = fake_people(store)  # the same journal over keys of an older backup
    await with_keys.vault.seal(id, [("name", NAME)])
    assert await with_keys.vault.find("name", NAME, 10) == [id]
    await replay_erasures(with_keys, await all_erasures(with_keys))
    assert await with_keys.vault.find("name", NAME, 10) == []
    with pytest.raises(Missing):
        await with_keys.vault.seal(id, [("name", NAME)])


async def test_somebody_whom_the_journal_does_not_know_is_erased_beside_it() -> None:
    people, _ = fake_people()
    id = await add_person(people, NAME)
    await erase(people, id)
    fresh, _ = fake_people()
    await replay_erasures(fresh, await all_erasures(people))
    assert not (await person(fresh, id)).exists
    with pytest.raises(Missing):
        await fresh.vault.seal(id, [("name", NAME)])


async def test_many_erasures_are_listed_by_person() -> None:
    people, _ = fake_people()
    ids = [await add_person(people, f"Person {number}") for number in range(120)]
    for number, id in enumerate(ids):
        await erase(people, id, str(number))
    listed = [one.person for one in await all_erasures(people)]
    assert listed == sorted(ids)
    page = await people.privacy.index.erasures(ErasureStatus.CONFIRMED, Window(100))
    assert page.more


async def test_a_forbidden_is_told_with_the_posts() -> None:
    people, _ = fake_people()
    with pytest.raises(Forbidden) as refused:
        await request_erasure(people, SELLER, "1", "psn_x", REQUESTED)
    assert refused.value.params["posts"] == "ADM, CMP"
