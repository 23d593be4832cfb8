"""Two records that turn out to be of one person: which may become one, and the events that say so and take it back.

The one that stands absorbs the other. Neither loses anything: the other keeps all it had and only points at the one
that stands for it, so taking it back restores both. Who has absorbed others is not merged away: no chains, no circles.
"""

from collections.abc import Sequence
from typing import Any

from services.people.domain.contact.person import Person
from tas.contracts.contact_term import PersonStatus
from tas.contracts.privacy import PersonAbsorbed, PersonMerged, PersonReleased, PersonUnmerged
from tas.core.errors import Conflict, Missing

MOST_ABSORBED = 20


def require_standing(person: Person) -> None:
    """Raises Missing(PERSON_UNKNOWN | PERSON_ERASED), Conflict(PERSON_MERGED)."""
    if not person.exists:
        raise Missing("PERSON_UNKNOWN", id=person.id)
    if person.status is PersonStatus.ERASED:
        raise Missing("PERSON_ERASED", id=person.id)
    if person.merged_into is not None:
        raise Conflict("PERSON_MERGED", id=person.id, into=person.merged_into)


def absorb(person: Person, other_id: str) -> Sequence[Any]:
    """The person takes another record in. Raises what `require_standing` raises; Conflict(PERSON_SAME |
    PERSON_ABSORBED | TOO_MANY_MERGED)."""
    require_standing(person)
    if person.id == other_id:
        raise Conflict("PERSON_SAME", id=other_id)
    if other_id in person.absorbed:
        raise Conflict("PERSON_ABSORBED", id=other_id, into=person.id)
    if len(person.absorbed) >= MOST_ABSORBED:
        raise Conflict("TOO_MANY_MERGED", most=MOST_ABSORBED)
    return (PersonAbsorbed(person.id, other_id),)


def merge(other: Person, into_id: str) -> Sequence[Any]:
    """The other record points at the one that stands for it; none where it does so already. Raises what
    `require_standing` raises; Conflict(PERSON_HAS_MERGED)."""
    if other.merged_into == into_id:
        return ()
    require_standing(other)
    if other.absorbed:
        raise Conflict("PERSON_HAS_MERGED", id=other.id)
    return (PersonMerged(other.id, into_id),)


def release(person: Person, other_id: str) -> Sequence[Any]:
    """The person gives the other record back; none where it has not got it."""
    return (PersonReleased(person.id, other_id),) if other_id in person.absorbed else ()


def unmerge(other: Person, into_id: str) -> Sequence[Any]:
    """The other record stands for itself again; none where it does."""
    return (PersonUnmerged(other.id, into_id),) if other.merged_into == into_id else ()
