"""The people service's app on a fake store: look-ups over its memory, and an organisation to ask about."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.journal.command import Command, caused_command
from kit.journal.ledger import Ledger
from services.people.app.container import People
from services.people.app.port import Stretch, Walk
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.staff import EMPLOYEE, Employee
from tas.core.actor import service
from tas.core.calendar import Calendar, round_the_clock
from tas.core.codec import from_json
from tests.support.journal import MemoryStore

S = TypeVar("S")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class MemoryDirectory:
    """Holds the contract of `services.people.app.port.Directory` over a MemoryStore."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def holders(self, post: str, first: int) -> Sequence[Employee]:
        found = self._where(EMPLOYEE, lambda row: post in row["posts"])
        return [state for _, state in sorted(found, key=lambda one: one[0][1])][:first]

    async def accounts_named(self, name_key: str, first: int) -> Sequence[str]:
        return sorted(key[1] for key, _ in self._where(ACCOUNT, lambda row: row["nameKey"] == name_key))[:first]

    async def accounts(self, walk: Walk) -> Stretch[Account]:
        return _walk(self._where(ACCOUNT, lambda row: row["listed"]), walk)

    async def employees(self, walk: Walk) -> Stretch[Employee]:
        return _walk(self._where(EMPLOYEE, lambda row: row["listed"]), walk)

    def _where(self, kind: AggregateType[S], test: Callable[[dict[str, Any]], bool]) -> list[tuple[tuple[Any, str], S]]:
        rows = [row for (type, _), row in self._store.states.items() if type == kind.name and test(row)]
        return sorted(
            (((row.get("sortName"), row["_id"]), from_json(kind.state, row["state"])) for row in rows),
            key=lambda one: one[0],
        )


def _walk(rows: list[tuple[tuple[Any, str], S]], walk: Walk) -> Stretch[S]:
    inside = [
        row
        for row in rows
        if (walk.after is None or row[0] > walk.after) and (walk.before is None or row[0] < walk.before)
    ]
    kept = inside[-walk.size :] if walk.backwards else inside[: walk.size]
    return Stretch(tuple(kept), len(inside) > walk.size)


class OneCalendar:
    def calendar(self, name: str) -> Calendar:
        return round_the_clock()


def fake_people() -> tuple[People, MemoryStore]:
    """The app over a new memory, at a fixed time."""
    store = MemoryStore()
    return People(Ledger(store), MemoryDirectory(store), OneCalendar(), lambda: NOW), store


def command(id: str) -> Command:
    return caused_command(service("opportunity"), id, NOW)
