"""Whether two accounts may be the same customer: by how much their names are alike, and by their web domain.

The same credit code is no question for anybody: `claim` refuses it. What is found here a data steward decides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from services.people.domain.name import name_key

ALIKE = 0.9
"""From this similarity of the compared names on two accounts are shown to the data steward (domain.md §4.1)."""
GRAM = 3
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([a-z0-9.-]+\.[a-z0-9-]{2,})(?::\d+)?(?:[/?#].*)?")


class Likeness(StrEnum):
    NAME = "NAME"
    DOMAIN = "DOMAIN"


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of an account: its name and those that it is to have, and its web domain."""

    id: str
    names: tuple[str, ...]
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An account that may be the same customer; `score` from 0 to 100 is the likeness of the names."""

    id: str
    likeness: Likeness
    score: int


def likeness(one: str, other: str) -> float:
    """How alike two names are as they are compared: 1 for equal ones, 0 for nothing in common."""
    return fuzz.ratio(name_key(one), name_key(other)) / 100


def grams(name: str) -> frozenset[str]:
    """The pieces of a compared name by which names that may be alike are looked up: two names alike enough for ALIKE
    share one, but for names so short that a piece is most of them."""
    key = name_key(name)
    return frozenset(key[at : at + GRAM] for at in range(max(1, len(key) - GRAM + 1))) if key else frozenset()


def domain_of(website: str | None) -> str:
    """`https://www.Acme.cn/about` → `acme.cn`; '' for what is no web address."""
    found = _HOST.fullmatch((website or "").strip().casefold())
    return found[1].removeprefix("www.").strip(".") if found else ""


def matches(account: Known, others: Iterable[Known]) -> Sequence[Match]:
    """Which of the others may be the same customer, the most alike first."""
    found = [match for other in others if other.id != account.id and (match := _match(account, other)) is not None]
    return sorted(found, key=lambda one: (-one.score, one.id))


def _match(account: Known, other: Known) -> Match | None:
    score = max((likeness(mine, theirs) for mine in account.names for theirs in other.names), default=0.0)
    if score >= ALIKE:
        return Match(other.id, Likeness.NAME, int(score * 100))
    if account.domain and account.domain == other.domain:
        return Match(other.id, Likeness.DOMAIN, int(score * 100))
    return None
