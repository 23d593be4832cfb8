"""Time asks for the erasure of whose data is due, once and in the open; it erases only where the company gave it days
of grace, and only whom nobody kept meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.page import Window
from services.people.app.container import People
from services.people.app.privacy.erase import cancel_erasure, erasures, request_erasure
from services.people.app.privacy.hold import record_consent, retain_person, withdraw_consent
from services.people.app.privacy.retention import Swept, sweep
from services.people.domain.contact.erasure import ERASURE, ErasureStatus
from services.people.domain.contact.hold import RETENTION
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import ConsentBasis, ErasureReason
from tests.support.people import NOW, fake_people
from tests.support.record import OFFICER, add_person, person, texts

GRACE = 30


def after(people: People, days: int) -> People:
    return replace(people, now=lambda: NOW + timedelta(days=days))


async def status(people: People, id: str) -> ErasureStatus:
    return (await people.ledger.load(ERASURE, id)).state.status


async def due(people: People, name: str) -> str:
    """Somebody whose consent is over."""
    id = await add_person(people, name)
    day = date(2026, 1, 31)
    await record_consent(people, OFFICER, f"consent {name}", id, ConsentBasis.CONSENT, date(2025, 1, 1), day)
    return id


async def test_who_is_due_is_asked_for_once_and_shown_and_nothing_more_without_grace() -> None:
    people, _ = fake_people()
    over, kept = await due(people, "Anna"), await add_person(people, "Bo")
    withdrawn = await add_person(people, "Cy")
    await withdraw_consent(people, OFFICER, "w", withdrawn, NOW.date())
    assert await sweep(people, 0) == Swept(requested=2)
    assert await sweep(people, 0) == Swept()
    shown = await erasures(people, OFFICER, ErasureStatus.REQUESTED, Window(10))
    assert {(one.id, one.reason) for one in shown.items} == {
        (over, ErasureReason.RETENTION_OVER), (withdrawn, ErasureReason.CONSENT_WITHDRAWN),
    }  # fmt: skip
    assert await sweep(after(people, 400), 0) == Swept()
    assert await texts(people, over) == ["Anna"] and await status(people, kept) is ErasureStatus.NONE


async def test_after_three_years_without_a_record_somebody_is_due() -> None:
    people, _ = fake_people()
    id = await add_person(people, "Anna")
    assert await sweep(after(people, RETENTION.days - 1), GRACE) == Swept()
    assert await sweep(after(people, RETENTION.days), GRACE) == Swept(requested=1)
    assert await sweep(after(people, RETENTION.days + GRACE), GRACE) == Swept(erased=1)
    assert (await person(people, id)).status is PersonStatus.ERASED


async def test_grace_erases_on_its_last_day_and_not_before() -> None:
    people, _ = fake_people()
    id = await due(people, "Anna")
    assert await sweep(people, GRACE) == Swept(requested=1)
    assert await sweep(after(people, GRACE - 1), GRACE) == Swept()
    assert await texts(people, id) == ["Anna"]
    assert await sweep(after(people, GRACE), GRACE) == Swept(erased=1)
    assert await sweep(after(people, GRACE), GRACE) == Swept()
    assert (await person(people, id)).status is PersonStatus.ERASED
    assert await status(people, id) is ErasureStatus.CONFIRMED
    stubs = await people.privacy.eraser.erasures("", 10)
    assert [(one.person, one.reason) for one in stubs] == [(id, ErasureReason.RETENTION_OVER.value)]


async def test_who_is_kept_meanwhile_is_taken_back() -> None:
    people, _ = fake_people()
    id = await due(people, "Anna")
    await sweep(people, GRACE)
    await record_consent(people, OFFICER, "again", id, ConsentBasis.CONSENT, NOW.date(), None)
    assert await sweep(after(people, GRACE), GRACE) == Swept(cancelled=1)
    assert await status(people, id) is ErasureStatus.CANCELLED and await texts(people, id) == ["Anna"]
    later = after(people, RETENTION.days + 1)
    assert await sweep(later, GRACE) == Swept(requested=1)
    await retain_person(later, OFFICER, "keep", id, NOW.date() + RETENTION + timedelta(days=99))
    assert await sweep(later, GRACE) == Swept(cancelled=1)


async def test_what_an_officer_took_back_or_asked_for_is_not_touched() -> None:
    people, _ = fake_people()
    back, theirs = await due(people, "Anna"), await due(people, "Bo")
    await request_erasure(people, OFFICER, "r", theirs, ErasureReason.REQUESTED)
    assert await sweep(people, GRACE) == Swept(requested=1)
    await cancel_erasure(people, OFFICER, "c", back)
    assert await sweep(after(people, GRACE), GRACE) == Swept()
    assert [await status(people, id) for id in (back, theirs)] == [ErasureStatus.CANCELLED, ErasureStatus.REQUESTED]


@pytest.mark.parametrize("count", [3])
async def test_a_sweep_looks_at_so_many_and_the_next_at_the_others(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    people, _ = fake_people()
    for number in range(count):
        await due(people, f"Person {number}")
    monkeypatch.setattr("services.people.app.privacy.retention.STRETCH", 1)
    assert await sweep(people, GRACE) == Swept(requested=count)
    monkeypatch.setattr("services.people.app.privacy.retention.MOST_STRETCHES", 2)
    assert await sweep(after(people, GRACE), GRACE) == Swept(erased=2)
    assert await sweep(after(people, GRACE), GRACE) == Swept(erased=1)
