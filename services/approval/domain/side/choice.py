"""How somebody wants to be told: which channel, of what, and when; and the moment at which that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.side import Channel, NoticeChoicesMade, NoticeKind, When, Wish
from tas.core.calendar import Calendar, Duration, add, between
from tas.core.errors import Invalid
from tas.core.message import DEFAULT_LOCALE, LOCALES

QUIETLY = (NoticeKind.COPIED, NoticeKind.COMMENTED)
"""What goes into the digest unless somebody wishes otherwise."""
LONGEST_AHEAD_DAYS = 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choices; these are everybody's before they choose."""

    person_id: str
    locale: str = DEFAULT_LOCALE
    wishes: tuple[Wish, ...] = ()
    quiet: bool = True
    digest_at: str = "09:00"

    def when(self, channel: Channel, kind: NoticeKind) -> When:
        """What is wished of this channel for this kind."""
        for wish in self.wishes:
            if wish.channel is channel and wish.kind is kind:
                return wish.when
        return When.DIGEST if kind in QUIETLY else When.AT_ONCE


def sound(locale: str, wishes: Sequence[Wish], digest_at: str) -> None:
    """Raises Invalid CHOICE_LOCALE, CHOICE_TWICE, CHOICE_TIME."""
    if locale not in LOCALES:
        raise Invalid("CHOICE_LOCALE", field=("locale",), locale=locale[:20])
    if len({(wish.channel, wish.kind) for wish in wishes}) != len(wishes):
        raise Invalid("CHOICE_TWICE", field=("wishes",))
    if not _TIME.fullmatch(digest_at):
        raise Invalid("CHOICE_TIME", field=("digestAt",), value=digest_at[:20])


def release(choice: Choice, when: When, calendar: Calendar, at: datetime) -> datetime:
    """The moment to tell of what happened at `at`: at once, when work begins again, or with the next digest."""
    if when is When.DIGEST:
        return _next_digest(choice, calendar, at)
    return _next_working(calendar, at) if choice.quiet else at


def _next_working(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself in working time, else when the next stretch of it opens."""
    if between(calendar, at, at + SECOND):
        return at
    return add(calendar, at, Duration(1, "wh"), 1) - timedelta(seconds=36)  # 1 % of an hour into that stretch


def _next_digest(choice: Choice, calendar: Calendar, at: datetime) -> datetime:
    zone = ZoneInfo(calendar.zone)
    local = at.astimezone(zone)
    hour, minute = map(int, choice.digest_at.split(":"))
    for days in range(LONGEST_AHEAD_DAYS):
        day = local.date() + timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
        if moment > at and calendar.works_on(day):
            return moment
    return at


def evolve(state: Choice, event: Any, entry: Entry) -> Choice:
    match event:
        case NoticeChoicesMade():
            return Choice(event.person_id, event.locale, event.wishes, event.quiet, event.digest_at)
    return state


NOTICE_CHOICE: AggregateType[Choice] = AggregateType(name="notice-choice", state=Choice, initial=Choice, evolve=evolve)
