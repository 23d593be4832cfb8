"""Erasing a person: asked for, confirmed, carried out, and carried out again after a restore.

The confirming entry decides. Then the person's key is destroyed, and the record says so; whoever comes next finishes
what a crash left: the same command again, or the service's consumer of its own feed. Records merged into the person go
with them.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from kit.journal.aggregate import Decided
from kit.journal.command import Command, caused_command, user_command
from kit.journal.entry import Entry
from kit.page import Page, Window
from kit.privacy.port import Erasure as Stub
from services.people.app.access import require_post
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.contact.erasure import ERASURE, Erasure, ErasureStatus
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import (
    ErasureCancelled,
    ErasureConfirmed,
    ErasureReason,
    ErasureRequested,
    PersonErased,
)
from tas.core.actor import Actor
from tas.core.errors import Conflict, Missing
from tas.core.ids import caused_command_id, split_aggregate

DATA_PROTECTION = ("ADM", "CMP")
"""Posts that may erase, and that see the export log and what is due: administration and compliance."""
MOST_EXPORTS = 100
"""How many exports a request names; the log has them all."""


class AlreadyErased(Exception):
    """Nothing is left to say."""


async def request_erasure(
    people: People, actor: Actor, command_id: str, person_id: str, reason: ErasureReason
) -> Erasure:
    """First step, for DATA_PROTECTION: notes the request and the exports that the person's data left in. Raises
    Forbidden(POST_REQUIRED), Missing(PERSON_UNKNOWN | PERSON_ERASED), Conflict(ERASURE_PENDING)."""
    require_post(actor, DATA_PROTECTION)
    person = await _standing_for(people, person_id)
    held = await people.privacy.index.exports_of([person.id, *person.absorbed], Window(MOST_EXPORTS))
    event = ErasureRequested(person.id, reason, tuple(one.id for one in held.items))

    def decide(state: Erasure) -> Decided:
        if state.status is ErasureStatus.CONFIRMED:
            raise Missing("PERSON_ERASED", id=state.id)
        if state.status is ErasureStatus.REQUESTED:
            raise Conflict("ERASURE_PENDING", id=state.id)
        return Decided((event,), {})

    command = _command(people, actor, command_id, "request", [person_id, reason.value])
    return await _step(people, person.id, command, decide)


async def cancel_erasure(people: People, actor: Actor, command_id: str, person_id: str) -> Erasure:
    """Takes a request back. Raises Forbidden(POST_REQUIRED), Conflict(ERASURE_NOT_REQUESTED),
    Missing(PERSON_ERASED)."""
    require_post(actor, DATA_PROTECTION)

    def decide(state: Erasure) -> Decided:
        _require_requested(state)
        return Decided((ErasureCancelled(state.id),), {})

    return await _step(people, person_id, _command(people, actor, command_id, "cancel", [person_id]), decide)


async def confirm_erasure(people: People, actor: Actor, command_id: str, person_id: str) -> Erasure:
    """Second step: the person's data is gone when this returns, here and everywhere. Raises Forbidden(POST_REQUIRED),
    Conflict(ERASURE_NOT_REQUESTED), Missing(PERSON_ERASED), Unavailable: then it is carried out by and by."""
    require_post(actor, DATA_PROTECTION)

    def decide(state: Erasure) -> Decided:
        _require_requested(state)
        return Decided((ErasureConfirmed(state.id, state.reason or ErasureReason.REQUESTED),), {})

    done = await _step(people, person_id, _command(people, actor, command_id, "confirm", [person_id]), decide)
    await carry_out(people, person_id)
    return done


async def take_erasure(people: People, entry: Entry) -> None:
    """Carries out what its own feed says was confirmed. Doing it twice changes nothing."""
    if any(recorded.type == "ErasureConfirmed" for recorded in entry.events):
        await carry_out(people, split_aggregate(entry.aggregate)[1])


async def carry_out(people: People, person_id: str) -> None:
    """Destroys the keys of the person and of the records merged into them, and lets the records say so; nothing where
    no erasure was confirmed."""
    erasure = (await people.ledger.load(ERASURE, person_id)).state
    if erasure.status is not ErasureStatus.CONFIRMED or erasure.at is None or erasure.reason is None:
        return
    stub = Stub(person_id, erasure.at, erasure.by, erasure.reason.value)
    person = await _erase_one(people, person_id, stub, erasure.reason)
    for other in person.absorbed:
        await _erase_one(people, other, Stub(other, stub.at, stub.by, stub.reason), erasure.reason)


async def replay_erasures(people: People, stubs: Sequence[Stub]) -> int:
    """Erases again whoever these name, whatever a restore brought back: keys, records, or the erasure itself. Returns
    how many there were."""
    for stub in stubs:
        await people.privacy.eraser.erase(stub)
        reason = ErasureReason(stub.reason)
        command = caused_command(SELF, caused_command_id(f"erasure/{stub.person}", SERVICE, "replay", ""), stub.at)
        with suppress(AlreadyErased):
            await people.ledger.execute(ERASURE, stub.person, command, _confirmed_again(reason))
        await carry_out(people, stub.person)
    return len(stubs)


async def all_erasures(people: People) -> list[Stub]:
    """Everybody who was erased, by the journal and by the stubs beside the keys, by person."""
    found: dict[str, Stub] = {}
    window = Window(100)
    while True:  # bounded: each turn moves on by a page of standing erasures
        page = await people.privacy.index.erasures(ErasureStatus.CONFIRMED, window)
        for one in page.items:
            if one.at is not None and one.reason is not None:
                found[one.id] = Stub(one.id, one.at, one.by, one.reason.value)
        if not page.more:
            break
        window = Window(100, after=page.keys[-1])
    after = ""
    while stubs := await people.privacy.eraser.erasures(after, 100):
        found = {**{one.person: one for one in stubs}, **found}
        after = stubs[-1].person
    return [found[person] for person in sorted(found)]


async def erasure_of(people: People, actor: Actor, person_id: str) -> Erasure | None:
    """How far the erasure of a person is, for DATA_PROTECTION; None where there is none."""
    require_post(actor, DATA_PROTECTION)
    state = (await people.ledger.load(ERASURE, person_id)).state
    return state if state.exists else None


async def erasures(people: People, actor: Actor, status: ErasureStatus, window: Window) -> Page[Erasure]:
    """Erasures that are so far, by the time of their last step; for DATA_PROTECTION."""
    require_post(actor, DATA_PROTECTION)
    return await people.privacy.index.erasures(status, window)


def _confirmed_again(reason: ErasureReason) -> Callable[[Erasure], Decided]:
    def decide(state: Erasure) -> Decided:
        if state.status is ErasureStatus.CONFIRMED:
            raise AlreadyErased
        return Decided((ErasureConfirmed(state.id, reason),), {})

    return decide


async def _erase_one(people: People, person_id: str, stub: Stub, reason: ErasureReason) -> Person:
    await people.privacy.eraser.erase(stub)

    def decide(state: Person) -> Decided:
        if not state.exists or state.status is PersonStatus.ERASED:
            raise AlreadyErased
        return Decided((PersonErased(state.id, reason),), {})

    command_id = caused_command_id(f"erasure/{stub.person}", SERVICE, "erase", person_id)
    with suppress(AlreadyErased):
        await people.ledger.execute(PERSON, person_id, caused_command(SELF, command_id, people.now()), decide)
    return (await people.ledger.load(PERSON, person_id)).state


async def _standing_for(people: People, person_id: str) -> Person:
    """The record that stands for the person. Raises Missing(PERSON_UNKNOWN | PERSON_ERASED)."""
    person = (await people.ledger.load(PERSON, person_id)).state
    if person.merged_into is not None:
        person = (await people.ledger.load(PERSON, person.merged_into)).state
    if not person.exists:
        raise Missing("PERSON_UNKNOWN", id=person_id)
    if person.status is PersonStatus.ERASED:
        raise Missing("PERSON_ERASED", id=person_id)
    return person


def _require_requested(state: Erasure) -> None:
    if state.status is ErasureStatus.CONFIRMED:
        raise Missing("PERSON_ERASED", id=state.id)
    if state.status is not ErasureStatus.REQUESTED:
        raise Conflict("ERASURE_NOT_REQUESTED", id=state.id)


def _command(people: People, actor: Actor, command_id: str, act: str, body: list[str]) -> Command:
    return user_command(actor, command_id, [act, *body], people.now())


async def _step(people: People, person_id: str, command: Command, decide: Callable[[Erasure], Decided]) -> Erasure:
    await people.ledger.execute(ERASURE, person_id, command, decide)
    return (await people.ledger.load(ERASURE, person_id)).state
