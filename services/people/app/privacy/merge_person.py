"""Merging two records of one person, and taking it back. The entry of the one that stands decides; the other record
follows from it at once, or by the service's consumer of its own feed where a crash came between. Where the other one
cannot follow (it has gone another way meanwhile), the first gives it back.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import Command, caused_command, user_command
from kit.journal.entry import Entry
from services.people.app.contact.record_person import changeable
from services.people.app.contact.sight import require_employee, sight_of
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.contact.merge import absorb, merge, release, unmerge
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.privacy import PersonAbsorbed, PersonReleased
from tas.core.actor import Actor
from tas.core.errors import Conflict, Forbidden, Missing
from tas.core.event import revive
from tas.core.ids import caused_command_id, entry_id, event_id


class StandsSo(Exception):
    """There is nothing to change."""


async def merge_person(people: People, actor: Actor, command_id: str, person_id: str, into_id: str) -> Person:
    """`person_id` becomes a record of the same person as `into_id`, which stands for both; for those who may change
    both. Gives the one that stands. Raises Missing(PERSON_UNKNOWN), also for one that is merged or erased already;
    Forbidden(CONTACT_FORBIDDEN), Conflict(PERSON_SAME | PERSON_HAS_MERGED | TOO_MANY_MERGED)."""
    require_employee(actor)
    command = user_command(actor, command_id, ["merge-person", person_id, into_id], people.now())
    if await people.ledger.answered(command) is None:
        sight = await sight_of(people, actor)
        into = await changeable(people, sight, into_id)
        other = await changeable(people, sight, person_id)
        absorb(into, other.id)
        merge(other, into.id)
    done = await people.ledger.execute(
        PERSON, into_id, command, lambda state: Decided(tuple(absorb(state, person_id)), {})
    )
    await _follow_merge(people, event_id(entry_id(done.aggregate, done.version), 0), into_id, person_id)
    return (await people.ledger.load(PERSON, into_id)).state


async def unmerge_person(people: People, actor: Actor, command_id: str, person_id: str) -> Person:
    """The record is a person of its own again, as it was; for those who may change both. Gives that person. Raises
    Missing(PERSON_UNKNOWN), Forbidden(CONTACT_FORBIDDEN), Conflict(PERSON_NOT_MERGED)."""
    require_employee(actor)
    other = (await people.ledger.load(PERSON, person_id)).state
    command = user_command(actor, command_id, ["unmerge-person", person_id], people.now())
    done = await people.ledger.answered(command)
    if done is None:
        if other.merged_into is None:
            raise Conflict("PERSON_NOT_MERGED", id=person_id[:50])
        sight = await sight_of(people, actor)
        into = await changeable(people, sight, other.merged_into)
        if not sight.writes_account(other.account_id):
            raise Forbidden("CONTACT_FORBIDDEN")
        done = await people.ledger.execute(PERSON, into.id, command, _releasing(person_id))
    into_id = done.aggregate.partition("/")[2]
    await _follow_unmerge(people, event_id(entry_id(done.aggregate, done.version), 0), into_id, person_id)
    return (await people.ledger.load(PERSON, person_id)).state


async def take_person(people: People, entry: Entry) -> None:
    """Lets the other record follow what its own feed says of one that stands. Doing it twice changes nothing."""
    for index, recorded in enumerate(entry.events):
        if recorded.type not in ("PersonAbsorbed", "PersonReleased"):
            continue
        event = revive(recorded)
        if isinstance(event, PersonAbsorbed):
            with suppress(Conflict, Missing):  # then it has been given back
                await _follow_merge(people, entry.event_id(index), event.person_id, event.other_id)
        elif isinstance(event, PersonReleased):
            await _follow_unmerge(people, entry.event_id(index), event.person_id, event.other_id)


async def _follow_merge(people: People, cause: str, into_id: str, other_id: str) -> None:
    """Raises Conflict or Missing when the other record cannot follow; then it has been given back."""
    into = (await people.ledger.load(PERSON, into_id)).state
    if other_id not in into.absorbed:
        return
    try:
        await _append(people, cause, "merge", other_id, lambda state: merge(state, into_id))
    except (Conflict, Missing):
        await _append(people, cause, "give-back", into_id, lambda state: release(state, other_id))
        raise


async def _follow_unmerge(people: People, cause: str, into_id: str, other_id: str) -> None:
    await _append(people, cause, "unmerge", other_id, lambda state: unmerge(state, into_id))


async def _append(people: People, cause: str, effect: str, id: str, events: Callable[[Person], Sequence[Any]]) -> None:
    def decide(state: Person) -> Decided:
        found = tuple(events(state))
        if not found:
            raise StandsSo
        return Decided(found, {})

    command: Command = caused_command(SELF, caused_command_id(cause, SERVICE, effect, id), people.now())
    with suppress(StandsSo):
        await people.ledger.execute(PERSON, id, command, decide)


def _releasing(other_id: str) -> Callable[[Person], Decided]:
    def decide(state: Person) -> Decided:
        found = tuple(release(state, other_id))
        if not found:
            raise Conflict("PERSON_NOT_MERGED", id=other_id[:50])
        return Decided(found, {})

    return decide
