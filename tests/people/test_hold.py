"""Consent, and the list of those whose data somebody must look at: the longest due first, and nothing erased."""

from datetime import date, timedelta

import pytest

from kit.page import Window
from services.people.app.privacy.hold import persons_due, record_consent, retain_person, withdraw_consent
from services.people.domain.contact.hold import RETENTION
from tas.contracts.privacy import ConsentBasis
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Forbidden, Invalid, Missing, TasError
from tests.support.people import NOW, fake_people
from tests.support.record import OFFICER, SELLER, add_person, texts

STEWARD = Actor(ActorKind.EMPLOYEE, "emp_steward", ("MDS",))
TODAY = NOW.date()
CONSENT = ConsentBasis.CONSENT


async def test_who_is_due_is_listed_by_day_and_nothing_is_erased() -> None:
    people, _ = fake_people()
    kept, withdrawn, over = [await add_person(people, name) for name in ("Anna", "Bo", "Cy")]
    await record_consent(people, STEWARD, "1", over, CONSENT, date(2025, 1, 1), date(2026, 1, 31))
    await withdraw_consent(people, OFFICER, "2", withdrawn, TODAY)
    due = await persons_due(people, OFFICER, Window(10))
    assert [one.id for one in due.items] == [over, withdrawn]
    assert [one.id for one in (await persons_due(people, OFFICER, Window(1))).items] == [over]
    ahead = await persons_due(people, OFFICER, Window(10), RETENTION)
    assert [one.id for one in ahead.items] == [over, withdrawn, kept]
    assert await texts(people, over) == ["Cy"]


async def test_who_was_looked_at_is_due_later() -> None:
    people, _ = fake_people()
    id = await add_person(people, "Anna")
    until = TODAY + RETENTION
    assert await retain_person(people, OFFICER, "1", id, until) == await retain_person(people, OFFICER, "1", id, until)
    assert (await persons_due(people, OFFICER, Window(10), RETENTION)).items == ()
    assert len((await persons_due(people, OFFICER, Window(10), RETENTION + timedelta(days=1))).items) == 1


async def test_what_cannot_be_meant_is_refused() -> None:
    people, _ = fake_people()
    id = await add_person(people, "Anna")
    tomorrow, past = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    for act in (
        record_consent(people, STEWARD, "1", id, CONSENT, tomorrow, None),
        record_consent(people, STEWARD, "2", id, CONSENT, TODAY, past),
        withdraw_consent(people, STEWARD, "3", id, tomorrow),
        retain_person(people, OFFICER, "4", id, TODAY),
        retain_person(people, OFFICER, "5", id, tomorrow + RETENTION),
    ):
        with pytest.raises(Invalid):
            await act
    with pytest.raises(Missing):
        await withdraw_consent(people, OFFICER, "6", "psn_nobody", TODAY)


async def test_who_may() -> None:
    people, _ = fake_people()
    id = await add_person(people, "Anna")
    for act in (
        retain_person(people, STEWARD, "1", id, TODAY + timedelta(days=9)),
        persons_due(people, STEWARD, Window(10)),
        record_consent(people, SELLER, "2", id, CONSENT, TODAY, None),
        withdraw_consent(people, Actor(ActorKind.PARTNER, "pus_1", ("CMP",)), "3", id, TODAY),
    ):
        with pytest.raises(TasError) as refused:
            await act
        assert isinstance(refused.value, Forbidden)
