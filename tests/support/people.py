"""The people service's app on a fake store: look-ups over its memory, and an organisation to ask about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from kit.graphql.context import Asking, Context
from kit.graphql.schema import execute
from kit.journal.aggregate import AggregateType
from kit.journal.command import Command, caused_command
from kit.journal.ledger import Ledger
from kit.page import Key, Page, Window
from services.people.adapters.network import RustworkxNetwork
from services.people.api import SCHEMA
from services.people.api.loader import make_loaders
from services.people.app.container import People
from services.people.app.port import DealStanding
from services.people.app.privacy.port import Privacy
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.duplicate import Known
from services.people.domain.staff import EMPLOYEE, Employee, holds, seat_of
from tas.core.actor import Actor, service
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import from_json
from tas.core.errors import Unavailable
from tests.support.contact import MemoryMirror, fake_vault
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.privacy import MemoryPrivacyIndex

S = TypeVar("S")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MemoryDirectory:
    """Holds the contract of `services.people.app.port.Directory` over a MemoryStore. `asked` counts the questions."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.asked = 0

    async def holders(self, post: str, unit_id: str | None, day: date, first: int) -> Sequence[Employee]:
        seats = {seat_of(post, unit_id), seat_of(post, None)}
        found = self._where(EMPLOYEE, lambda row: post in row["posts"] if unit_id is None else seats & {*row["seats"]})
        by_id = [state.on(day) for _, state in sorted(found, key=lambda one: one[0][1])]
        return [one for one in by_id if holds(one, post, unit_id)][:first]

    async def held_posts(self, day: date) -> frozenset[str]:
        everybody = [state for _, state in self._where(EMPLOYEE, lambda row: row["listed"])]
        return frozenset(post.code for one in everybody for post in one.on(day).posts)

    async def accounts_like(self, grams: Sequence[str], first: int) -> Sequence[Known]:
        return self._known(lambda row: set(grams) & {*row["nameGrams"]})[:first]

    async def accounts_at(self, domain: str, first: int) -> Sequence[Known]:
        return self._known(lambda row: row["webDomain"] == domain)[:first]

    async def children(self, parent_ids: Sequence[str], first: int) -> Sequence[str]:
        return [one.id for one in self._known(lambda row: row["parentId"] in parent_ids)][:first]

    def _known(self, test: Callable[[dict[str, Any]], Any]) -> list[Known]:
        self.asked += 1
        rows = [row for _, row in self._rows(ACCOUNT) if test(row)]
        found = [Known(str(row["_id"]), tuple(row["names"]), str(row["webDomain"])) for row in rows]
        return sorted(found, key=lambda one: one.id)

    async def mentioning(self, kind: AggregateType[S], field: str, id: str, first: int) -> Sequence[S]:
        def names(row: dict[str, Any]) -> bool:
            found: Any = row
            for part in field.split("."):
                found = found.get(part)
            return found == id or (isinstance(found, list) and id in found)

        return [state for _, state in sorted(self._where(kind, names), key=lambda one: one[0][1])][:first]

    async def accounts(self, window: Window) -> Page[Account]:
        return _walk(self._where(ACCOUNT, lambda row: row["listed"]), window)

    async def employees(self, window: Window) -> Page[Employee]:
        return _walk(self._where(EMPLOYEE, lambda row: row["listed"]), window)

    def _rows(self, kind: AggregateType[S]) -> list[tuple[Key, dict[str, Any]]]:
        rows = [row for (type, _), row in self._store.states.items() if type == kind.name]
        return sorted((((row.get("sortName"), row["_id"]), row) for row in rows), key=lambda one: one[0])

    def _where(self, kind: AggregateType[S], test: Callable[[dict[str, Any]], Any]) -> list[tuple[Key, S]]:
        self.asked += 1
        return [(key, from_json(kind.state, row["state"])) for key, row in self._rows(kind) if test(row)]


def _walk(rows: list[tuple[Key, S]], asked: Window) -> Page[S]:
    inside = [
        (key, one)
        for key, one in rows
        if (asked.after is None or key > asked.after) and (asked.before is None or key < asked.before)
    ]
    kept = inside[-asked.size :] if asked.backwards else inside[: asked.size]
    return Page(tuple(one for _, one in kept), tuple(key for key, _ in kept), len(inside) > asked.size)


class OneCalendar:
    def calendar(self, name: str) -> Calendar:
        return round_the_clock()


@dataclass
class FakeDeals:
    """Holds `services.people.app.port.DealSource`; accounts without a standing have nothing."""

    standings: dict[str, DealStanding] = field(default_factory=dict)
    away: bool = False

    async def of_accounts(self, account_ids: Sequence[str]) -> Mapping[str, DealStanding]:
        if self.away:
            raise Unavailable("NEIGHBOUR_AWAY", service="opportunity")
        return {id: self.standings.get(id, DealStanding()) for id in account_ids}


@dataclass
class FakeChains:
    """Holds `services.people.app.port.ChainSource`: running chains by (subject type, id)."""

    by_subject: dict[tuple[str, str], str] = field(default_factory=dict)

    approved_by_subject: dict[tuple[str, str], str] = field(default_factory=dict)

    async def running(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        return [chain for (type, id), chain in self.by_subject.items() if type == subject_type and id in subject_ids]

    async def approved(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        found = self.approved_by_subject.items()
        return [chain for (type, id), chain in found if type == subject_type and id in subject_ids]


@dataclass
class FakeContracts:
    """Holds `services.people.app.port.ContractSource`: contracts by account."""

    by_account: dict[str, Sequence[str]] = field(default_factory=dict)

    async def of_accounts(self, account_ids: Sequence[str], first: int) -> Sequence[str]:
        return [one for id in account_ids for one in self.by_account.get(id, ())][:first]


class CountingStore(MemoryStore):
    """A store that counts its reads; `keys` are how many keys each read of state documents named."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    async def document(self, type: str, key: str) -> Mapping[str, Any] | None:
        self.keys.append(1)
        return await super().document(type, key)

    async def documents(self, type: str, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        self.keys.append(len(keys))
        return await super().documents(type, keys)


def fake_people(store: MemoryStore | None = None) -> tuple[People, MemoryStore]:
    """The app over a new memory (or the one given), at a fixed time."""
    store = store or MemoryStore()
    vault = fake_vault()
    people = People(
        store,
        MemoryFeed(store),
        Ledger(store),
        MemoryDirectory(store),
        OneCalendar(),
        FakeDeals(),
        FakeChains(),
        lambda: NOW,
        vault,
        MemoryMirror(store),
        RustworkxNetwork(),
        Privacy(vault, MemoryPrivacyIndex(store)),
        FakeContracts(),
    )
    return people, store


async def ask(
    people: People, actor: Actor, query: str, variables: Mapping[str, Any] | None = None, caller: str = "gateway"
) -> dict[str, Any]:
    """What the subgraph answers to this actor, signed by `caller`: executed in process."""
    asking = Asking(caller, actor, "en", "0" * 32)
    context = Context(asking, people, make_loaders(people, asking))
    return await execute(SCHEMA, {"query": query, "variables": dict(variables or {})}, context)


def codes(answer: Mapping[str, Any]) -> list[str]:
    """The error codes of an answer, once each."""
    return sorted({error["extensions"]["code"] for error in answer.get("errors", ())})


def command(id: str) -> Command:
    return caused_command(service("opportunity"), id, NOW)
