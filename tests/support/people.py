"""The people service's app on a fake store: look-ups over its memory, and an organisation to ask about."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.journal.command import Command, caused_command
from kit.journal.ledger import Ledger
from kit.page import Key, Page, Window
from services.people.app.container import People
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.staff import EMPLOYEE, Employee, seat_of
from tas.core.actor import service
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import from_json
from tests.support.journal import MemoryFeed, MemoryStore

S = TypeVar("S")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MemoryDirectory:
    """Holds the contract of `services.people.app.port.Directory` over a MemoryStore. `asked` counts the questions."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.asked = 0

    async def holders(self, post: str, unit_id: str | None, first: int) -> Sequence[Employee]:
        seats = {seat_of(post, unit_id), seat_of(post, None)}
        found = self._where(EMPLOYEE, lambda row: post in row["posts"] if unit_id is None else seats & {*row["seats"]})
        return [state for _, state in sorted(found, key=lambda one: one[0][1])][:first]

    async def held_posts(self) -> frozenset[str]:
        self.asked += 1
        return frozenset(post for _, row in self._rows(EMPLOYEE) for post in row["posts"])

    async def accounts_named(self, name_key: str, first: int) -> Sequence[str]:
        return sorted(key[1] for key, _ in self._where(ACCOUNT, lambda row: row["nameKey"] == name_key))[:first]

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


def fake_people() -> tuple[People, MemoryStore]:
    """The app over a new memory, at a fixed time."""
    store = MemoryStore()
    return People(store, MemoryFeed(store), Ledger(store), MemoryDirectory(store), OneCalendar(), lambda: NOW), store


def command(id: str) -> Command:
    return caused_command(service("opportunity"), id, NOW)
