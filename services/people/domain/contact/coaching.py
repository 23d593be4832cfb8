"""What a decision chain lacks: map health and the coaching findings of domain.md §11, as data with codes and reasons.

Pure. The words of each code are in `tas/core/messages/contact.toml`.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from services.people.domain.contact.contact_map import ContactMap, Member
from services.people.domain.contact.stance import last_touch
from tas.contracts.contact_term import BuyingRole, Support

FRIENDLY = (Support.MENTOR, Support.SUPPORTER)
HOSTILE = (Support.NON_SUPPORTER, Support.ENEMY)
POWER = (BuyingRole.DECISION_MAKER, BuyingRole.APPROVER)
UNTOUCHED_AFTER = timedelta(days=30)
ACTIVE_WITHIN = timedelta(days=60)
"""Somebody touched within this time is an active person of the deal."""
THREADS = 3
"""Fewer active persons than this: the deal hangs by a thread."""


class Health(StrEnum):
    """RED: no supportive key player. AMBER: some. GREEN: one who decides or approves."""

    RED = "RED"
    AMBER = "AMBER"
    GREEN = "GREEN"


class FindingCode(StrEnum):
    """What may be found; each is a message code."""

    CHAIN_EMPTY = "CHAIN_EMPTY"
    MEMBER_GONE = "MEMBER_GONE"
    NO_DECISION_MAKER = "NO_DECISION_MAKER"
    NO_APPROVER = "NO_APPROVER"
    NOBODY_HOSTILE = "NOBODY_HOSTILE"
    OUTNUMBERED = "OUTNUMBERED"
    DECIDER_ALONE = "DECIDER_ALONE"
    SINGLE_THREADED = "SINGLE_THREADED"
    KEY_PLAYER_UNTOUCHED = "KEY_PLAYER_UNTOUCHED"
    MENTOR_WITHOUT_POWER = "MENTOR_WITHOUT_POWER"


@dataclass(frozen=True, slots=True)
class Finding:
    """`person_ids`: whom it is about; `params` fill the message's slots."""

    code: FindingCode
    person_ids: tuple[str, ...] = ()
    params: dict[str, int] = field(default_factory=dict)


def friendly(member: Member) -> bool:
    return member.support in FRIENDLY


def decides(member: Member) -> bool:
    return member.buying_role in POWER


def health(members: Iterable[Member], gone: Set[str] = frozenset()) -> Health:
    """The map's colour; who is `gone` from the customer backs nobody."""
    backers = [one for one in members if one.key_player and friendly(one) and one.person_id not in gone]
    if not backers:
        return Health.RED
    return Health.GREEN if any(decides(one) for one in backers) else Health.AMBER


def active_persons(map: ContactMap, at: datetime) -> tuple[str, ...]:
    """Persons touched in the last 60 days, by id."""
    recent = [one for one in map.touches if at - ACTIVE_WITHIN < one.at <= at]
    return tuple(sorted({id for touch in recent for id in touch.person_ids}))


def findings(
    map: ContactMap, at: datetime, access: Set[tuple[str, str]] = frozenset(), gone: Set[str] = frozenset()
) -> tuple[Finding, ...]:
    """What a coach would say, in the order of `FindingCode`. `access`: pairs (from, to) of persons of whom the first
    has the ear of the second. `gone`: who does not work at the customer any more; but for saying so, all else is found
    of those who are there."""
    if not map.members:
        return (Finding(FindingCode.CHAIN_EMPTY),)
    there = tuple(one for one in map.members if one.person_id not in gone)
    left = _ids(one for one in map.members if one.person_id in gone)
    found = (
        *((Finding(FindingCode.MEMBER_GONE, left, {"gone": len(left)}),) if left else ()),
        *_power(there),
        *_balance(there),
        *_decider_alone(there),
        *_threads(map, at, gone),
        *_untouched(map, there, at),
        *_mentors(there, access),
    )
    return found


def _power(members: tuple[Member, ...]) -> Iterable[Finding]:
    roles = {one.buying_role for one in members}
    if BuyingRole.DECISION_MAKER not in roles:
        yield Finding(FindingCode.NO_DECISION_MAKER)
    if BuyingRole.APPROVER not in roles:
        yield Finding(FindingCode.NO_APPROVER)


def _balance(members: tuple[Member, ...]) -> Iterable[Finding]:
    friends = [one for one in members if friendly(one)]
    foes = [one for one in members if one.support in HOSTILE]
    if not foes:
        yield Finding(FindingCode.NOBODY_HOSTILE)
    if len(friends) <= len(foes):
        yield Finding(FindingCode.OUTNUMBERED, _ids(foes), {"supporters": len(friends), "opponents": len(foes)})


def _decider_alone(members: tuple[Member, ...]) -> Iterable[Finding]:
    deciders = [one for one in members if one.buying_role is BuyingRole.DECISION_MAKER and friendly(one)]
    players = [one for one in members if one.key_player]
    cool = [one for one in players if not friendly(one)]
    if deciders and 2 * len(cool) > len(players):
        yield Finding(FindingCode.DECIDER_ALONE, _ids(cool), {"cool": len(cool), "players": len(players)})


def _threads(map: ContactMap, at: datetime, gone: Set[str]) -> Iterable[Finding]:
    active = tuple(id for id in active_persons(map, at) if id not in gone)
    if len(active) < THREADS:
        yield Finding(FindingCode.SINGLE_THREADED, active, {"active": len(active), "needed": THREADS})


def _untouched(map: ContactMap, members: tuple[Member, ...], at: datetime) -> Iterable[Finding]:
    untouched = []
    for one in members:
        touch = last_touch(map, one.person_id, at)
        if one.key_player and (touch is None or at - touch.at >= UNTOUCHED_AFTER):
            untouched.append(one)
    if untouched:
        yield Finding(FindingCode.KEY_PLAYER_UNTOUCHED, _ids(untouched), {"days": UNTOUCHED_AFTER.days})


def _mentors(members: tuple[Member, ...], access: Set[tuple[str, str]]) -> Iterable[Finding]:
    """Mentors who are no key players and have the ear of none."""
    players = {one.person_id for one in members if one.key_player}
    mentors = [one for one in members if one.support is Support.MENTOR and not one.key_player]
    without = [one for one in mentors if not any((one.person_id, player) in access for player in players)]
    if without:
        yield Finding(FindingCode.MENTOR_WITHOUT_POWER, _ids(without))


def _ids(members: Iterable[Member]) -> tuple[str, ...]:
    return tuple(one.person_id for one in members)
