"""Absences and delegations: for which days somebody is away, or has handed over posts, and who acts meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.people.domain.period import Period, all_on
from tas.contracts.staff import AwayEnded, AwayKind, AwayRecorded

LONGEST_DAYS = 366
"""An absence or delegation is time-boxed."""


@dataclass(frozen=True, slots=True)
class Away:
    """`posts` empty: everything. `substitute_id` None: the line head acts."""

    id: str
    kind: AwayKind
    posts: tuple[str, ...]
    substitute_id: str | None
    period: Period
    reason: str = ""

    def concerns(self, post: str | None) -> bool:
        """Whether it is about acting under this post; None: about acting as the person they are."""
        return not self.posts or post in self.posts

    def collides(self, other: "Away") -> bool:
        """Whether both say who acts for the same post on the same day."""
        return self.period.overlaps(other.period) and (
            not self.posts or not other.posts or bool(set(self.posts) & set(other.posts))
        )


def after_away(aways: tuple[Away, ...], event: AwayRecorded | AwayEnded) -> tuple[Away, ...]:
    """The list after an event."""
    if isinstance(event, AwayRecorded):
        period = Period(event.first_day, event.last_day)
        return (*aways, Away(event.away_id, event.kind, event.posts, event.substitute_id, period, event.reason))
    cut = [replace(one, period=one.period.ending(event.last_day)) if one.id == event.away_id else one for one in aways]
    return tuple(one for one in cut if not one.period.empty)


def away_on(aways: Iterable[Away], day: date, post: str | None) -> Away | None:
    """What says on this day that somebody else acts under the post; an absence before a delegation."""
    found = [one for one in all_on(aways, day) if one.concerns(post)]
    return min(found, key=lambda one: (one.kind is not AwayKind.ABSENCE, not one.posts), default=None)
