"""Ways through the network: what a step over a tie costs, which ties may be walked, and what is asked of and answered
by a graph library. Pure; the library stands behind a port."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from services.people.domain.contact.picture import Picture
from services.people.domain.contact.tie import ACQUAINTED, STRONGEST, Tie
from tas.contracts.contact_term import Direction, TieKind

OLD_DAYS = 720
"""A tie that nobody has confirmed for so long costs three times what a fresh one does; older ones no more."""


@dataclass(frozen=True, slots=True)
class Introductions:
    """Who can introduce us to a person: the `first` cheapest ways over ties that are open to the company or that
    `may_see` lets through."""

    picture: Picture
    person_id: str
    day: date
    first: int
    may_see: Callable[[Tie], bool]


@dataclass(frozen=True, slots=True)
class Introduction:
    """A way from one of our employees to the person: ids from the employee on, the ties between them, and its cost."""

    ids: tuple[str, ...]
    tie_ids: tuple[str, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Influence:
    """How influence is spread among the persons of an account."""

    picture: Picture
    account_id: str
    day: date


def cost(tie: Tie, day: date) -> float:
    """What a step over the tie costs: 1 for a strong fresh one, 3 for a weak one; up to three times that with age."""
    age = min(max(0, (day - tie.confirmed_on).days), OLD_DAYS)
    return (STRONGEST + 1 - tie.strength) * (1 + 2 * age / OLD_DAYS)


def steps(tie: Tie, day: date) -> Iterator[tuple[str, str]]:
    """The steps (from, to) that an introduction may take over the tie on the day: never towards an employee, who would
    be asked at once."""
    if tie.kind not in ACQUAINTED or not tie.holds_on(day):
        return
    yield tie.from_id, tie.to_id
    both = tie.direction is Direction.MUTUAL or tie.kind is TieKind.REPORTS_TO
    if both and tie.kind is not TieKind.COVERED_BY_EMPLOYEE:
        yield tie.to_id, tie.from_id


def regards(tie: Tie, day: date) -> Iterator[tuple[str, str]]:
    """Who looks up to whom over the tie on the day: the influenced to the influencer, who reports to whom they report
    to, allies to each other."""
    if not tie.holds_on(day):
        return
    if tie.kind is TieKind.INFLUENCES:
        yield tie.to_id, tie.from_id
    if tie.kind in (TieKind.REPORTS_TO, TieKind.ALLY):
        yield tie.from_id, tie.to_id
    if tie.kind is TieKind.ALLY:
        yield tie.to_id, tie.from_id
