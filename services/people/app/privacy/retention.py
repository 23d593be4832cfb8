"""The passing of time as somebody who asks: whose data is due is asked to be erased, in the open, and where the company
says so is erased when nobody has taken that back within the days of grace.

Every step is a command of its own, named by the person and the day they were due: two replicas, or a sweep that was cut
short, do it once. What an officer took back stays so until another day makes the person due again.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.page import Key, Window
from services.people.app.container import SELF, SERVICE, People
from services.people.app.privacy.erase import MOST_EXPORTS, carry_out
from services.people.domain.contact.erasure import ERASURE, Erasure, ErasureStatus
from services.people.domain.contact.hold import due_on
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.privacy import ErasureCancelled, ErasureConfirmed, ErasureReason, ErasureRequested
from tas.core.errors import TasError
from tas.core.ids import caused_command_id

STRETCH, MOST_STRETCHES = 100, 20
"""Whom one sweep looks at: the longest due first, the others at the next."""
SECONDS = 3600.0
log = logging.getLogger("tas.retention")


class NotSo(Exception):
    """The state has gone another way: there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many erasures were asked for, taken back because the person is due no more, and carried out."""

    requested: int = 0
    cancelled: int = 0
    erased: int = 0


async def run_retention(people: People, grace_days: int) -> None:
    """Sweeps every hour, until it is cancelled."""
    while True:
        try:
            swept = await sweep(people, grace_days)
            if swept != Swept():
                log.info("retention: %d asked for, %d taken back, %d erased", *_numbers(swept))
        except TasError as problem:
            log.warning("retention waits: %s", problem)
        except Exception:
            log.exception("retention cannot be looked at")
        await asyncio.sleep(SECONDS)


async def sweep(people: People, grace_days: int) -> Swept:
    """One look at who is due. `grace_days`: how long a request of this sweep may be taken back before it is carried
    out; 0: it waits for an officer. Raises Unavailable."""
    requested = await _request_all(people)
    cancelled, erased = await _settle_all(people, grace_days)
    return Swept(requested, cancelled, erased)


async def _request_all(people: People) -> int:
    requested, after = 0, None
    for _ in range(MOST_STRETCHES):
        page = await people.privacy.index.due(people.today(), Window(STRETCH, after=after))
        for one in page.items:
            requested += await _request(people, one)
        if not page.more:
            break
        after = page.keys[-1]
    return requested


async def _request(people: People, listed: Person) -> bool:
    person = (await people.ledger.load(PERSON, listed.id)).state
    day = _due(people, person)
    if day is None:
        return False
    before = (await people.ledger.load(ERASURE, person.id)).version
    held = await people.privacy.index.exports_of([person.id, *person.absorbed], Window(MOST_EXPORTS))
    withdrawn = person.hold.consent is not None and person.hold.consent.withdrawn_on == day
    reason = ErasureReason.CONSENT_WITHDRAWN if withdrawn else ErasureReason.RETENTION_OVER
    event = ErasureRequested(person.id, reason, tuple(one.id for one in held.items))

    def decide(state: Erasure) -> Decided:
        if state.status in (ErasureStatus.REQUESTED, ErasureStatus.CONFIRMED):
            raise NotSo
        return Decided((event,), {})

    await _do(people, person.id, f"request/{day.isoformat()}", decide)
    return (await people.ledger.load(ERASURE, person.id)).version > before


async def _settle_all(people: People, grace_days: int) -> tuple[int, int]:
    """What the sweep itself asked for: taken back, or carried out once its grace is over."""
    cancelled = erased = 0
    after: Key | None = None
    for _ in range(MOST_STRETCHES):
        page = await people.privacy.index.erasures(ErasureStatus.REQUESTED, Window(STRETCH, after=after))
        for one in page.items:
            state = (await people.ledger.load(ERASURE, one.id)).state
            if state.status is not ErasureStatus.REQUESTED or state.requested_by != SELF.id or state.at is None:
                continue
            person = (await people.ledger.load(PERSON, one.id)).state
            if _due(people, person) is None:
                await _cancel(people, state)
                cancelled += 1
            elif grace_days and state.at + timedelta(days=grace_days) <= people.now():
                await _confirm(people, state)
                erased += 1
        if not page.more:
            break
        after = page.keys[-1]
    return cancelled, erased


async def _cancel(people: People, asked: Erasure) -> None:
    await _do(people, asked.id, f"cancel/{asked.at}", lambda state: _so(state, ErasureCancelled(state.id)))


async def _confirm(people: People, asked: Erasure) -> None:
    reason = asked.reason or ErasureReason.RETENTION_OVER
    await _do(people, asked.id, f"confirm/{asked.at}", lambda state: _so(state, ErasureConfirmed(state.id, reason)))
    await carry_out(people, asked.id)


def _so(state: Erasure, event: ErasureCancelled | ErasureConfirmed) -> Decided:
    if state.status is not ErasureStatus.REQUESTED or state.requested_by != SELF.id:
        raise NotSo
    return Decided((event,), {})


def _due(people: People, person: Person) -> date | None:
    """The day since which the person's data is due; None where it is not."""
    day = due_on(person.hold) if person.stands else None
    return day if day is not None and day <= people.today() else None


async def _do(people: People, person_id: str, step: str, decide: Callable[[Erasure], Decided]) -> None:
    command_id = caused_command_id(f"retention/{person_id}", SERVICE, step, person_id)
    with suppress(NotSo):
        await people.ledger.execute(ERASURE, person_id, caused_command(SELF, command_id, people.now()), decide)


def _numbers(swept: Swept) -> tuple[int, int, int]:
    return swept.requested, swept.cancelled, swept.erased
