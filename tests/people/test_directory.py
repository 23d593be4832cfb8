"""The contract of the directory, on the fake and on the real server; there each query must have its index."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.ledger import Ledger
from kit.journal.port import JournalStore
from kit.mongo.client import connect, database
from kit.mongo.index import Sent, create, recording, unserved
from kit.mongo.journal import MongoStore
from kit.page import Window
from services.people.adapters.directory import INDEXES, StoredDirectory
from services.people.app.port import Directory
from services.people.domain.account import ACCOUNT
from services.people.domain.committee import COMMITTEE
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.directory_group import DIRECTORY_GROUP
from services.people.domain.duplicate import grams
from services.people.domain.field_owner import FIELD_OWNER
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.contracts.account import AccountWebsiteNoted
from tas.contracts.people import AccountDrafted, EmployeeRecorded, PostAssigned, UnitRecorded
from tas.contracts.staff import EmployeeLinked
from tests.support.journal import MemoryStore
from tests.support.people import MemoryDirectory, command

STAFF: list[tuple[str, str, bool, list[tuple[str, str | None]]]] = [
    # id, name, active, posts (code, unit)
    ("e1", "Zoe", True, [("AM", "west"), ("AM", "east"), ("CHM", None)]),
    ("e2", "ann", True, [("AM", "west")]),
    ("e3", "Bob", True, [("AM", "east"), ("SD", "west")]),
    ("e4", "Ann", False, [("AM", "west"), ("LEG", None)]),
    ("e5", "Ida", True, [("AM", None)]),
    ("e6", "Åsa", True, []),
]
ACCOUNTS = [(f"a{n}", name) for n, name in enumerate(["Delta", "acme", "ACME.", "Beta", "天工", "Acme Two", "Acme"])]


DAY, FROM, UNTIL = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 20)


@dataclass(frozen=True, slots=True)
class World:
    directory: Directory
    queries: list[Sent]


async def fill(store: JournalStore) -> None:
    ledger = Ledger(store)

    async def put(kind: AggregateType[object], key: str, *events: object) -> None:
        await ledger.execute(kind, key, command(f"{kind.name}{key}"), lambda _: Decided(events, {}))

    for id, name, active, posts in STAFF:
        held = [PostAssigned(id, code, unit) for code, unit in posts]
        await put(EMPLOYEE, id, EmployeeRecorded(id, id, name, None, None, active), *held)  # type: ignore[arg-type]
    for id in ("e7", "e8"):
        recorded = EmployeeRecorded(id, id, f"~{id}", None, "boss", True)
        more = EmployeeLinked(id, "X7", True) if id == "e7" else PostAssigned(id, "LAB", None, FROM, UNTIL)
        await put(EMPLOYEE, id, recorded, more)  # type: ignore[arg-type]
    await put(UNIT, "u1", UnitRecorded("u1", "U", None, None, ("boss",)))  # type: ignore[arg-type]
    await put(ACCOUNT, "owned", AccountDrafted("owned", "~", None, "import", owner_employee_id="boss"))  # type: ignore[arg-type]
    for id, name in ACCOUNTS:
        parent = "a0" if id in ("a3", "a6") else None
        drafted = AccountDrafted(id, name, None, "import", parent_account_id=parent)
        site = [AccountWebsiteNoted(id, "https://acme.cn/about")] if id in ("a1", "a5") else []
        await put(ACCOUNT, id, drafted, *site)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["fake", pytest.param("real", marks=pytest.mark.server)])
async def made(request: pytest.FixtureRequest) -> AsyncIterator[Directory]:
    if request.param == "fake":
        memory = MemoryStore()
        await fill(memory)
        yield MemoryDirectory(memory)
        return
    client = connect(request.getfixturevalue("servers").mongodb_url)
    base = database(client, f"tas_contract_{uuid4().hex}")
    store = MongoStore(base)
    await store.prepare()
    await create(base, INDEXES)
    await fill(store)
    yield StoredDirectory(base)
    await client.drop_database(base.name)
    client.close()


@pytest.fixture
def world(made: Directory) -> Iterator[World]:
    with recording() as queries:
        yield World(made, queries)
    assert unserved(queries, INDEXES) == []


@pytest.mark.parametrize(
    ("post", "unit", "ids"),
    [
        ("AM", None, ["e1", "e2", "e3", "e5"]),
        ("AM", "west", ["e1", "e2", "e5"]),
        ("AM", "east", ["e1", "e3", "e5"]),
        ("AM", "north", ["e5"]),
        ("CHM", "west", ["e1"]),
        ("SD", "east", []),
        ("LEG", None, []),
        ("", None, []),
        ("", "west", []),
    ],
)
async def test_holders_are_active_and_for_the_unit_or_the_company(
    world: World, post: str, unit: str | None, ids: list[str]
) -> None:
    assert [one.id for one in await world.directory.holders(post, unit, DAY, 50)] == ids
    assert [one.id for one in await world.directory.holders(post, unit, DAY, 2)] == ids[:2]


async def test_held_posts(world: World) -> None:
    assert await world.directory.held_posts(DAY) == {"AM", "CHM", "SD"}


async def test_accounts_by_pieces_of_their_compared_name(world: World) -> None:
    async def like(name: str, first: int) -> list[str]:
        return [one.id for one in await world.directory.accounts_like(sorted(grams(name)), first)]

    assert await like("acme", 10) == ["a1", "a2", "a5", "a6"]
    assert await like("acme", 2) == ["a1", "a2"]
    assert await like("天工", 10) == ["a4"]
    assert await like("none", 2) == [] == await like("", 2)


async def test_accounts_by_their_domain_and_their_parent(world: World) -> None:
    at = await world.directory.accounts_at("acme.cn", 10)
    assert [one.id for one in at] == ["a1", "a5"] and not await world.directory.accounts_at("none.cn", 10)
    assert list(await world.directory.children(["a0", "a1"], 10)) == ["a3", "a6"]
    assert list(await world.directory.children(["a0"], 1)) == ["a3"]


async def walk(directory: Directory, kind: str, size: int, backwards: bool) -> list[str]:
    ids: list[str] = []
    window = Window(size, backwards=backwards)
    for _ in range(20):
        page = await (directory.accounts(window) if kind == "accounts" else directory.employees(window))
        here = [one.id for one in page.items]
        assert len(here) <= size and len(page.keys) == len(here)
        ids = here + ids if backwards else ids + here
        if not page.more:
            return ids
        key = page.keys[0 if backwards else -1]
        window = Window(size, before=key, backwards=True) if backwards else Window(size, after=key)
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_pages_give_each_once_by_name_and_id(world: World, size: int, backwards: bool) -> None:
    accounts = await walk(world.directory, "accounts", size, backwards)
    assert accounts == ["a1", "a6", "a5", "a2", "a3", "a0", "owned", "a4"]
    employees = await walk(world.directory, "employees", size, backwards)
    assert employees == ["e2", "e4", "e3", "e5", "e1", "e7", "e8", "e6"]


async def test_a_page_between_two_keys(world: World) -> None:
    whole = await world.directory.accounts(Window(100))
    between = await world.directory.accounts(Window(100, after=whole.keys[1], before=whole.keys[5]))
    assert [one.id for one in between.items] == [one.id for one in whole.items[2:5]]


@pytest.mark.parametrize(
    ("kind", "field", "id", "ids"),
    [
        (EMPLOYEE, "heads", "boss", ["e7", "e8"]),
        (EMPLOYEE, "heads", "nobody", []),
        (EMPLOYEE, "externalId", "X7", ["e7"]),
        (EMPLOYEE, "provisioned", "yes", ["e7"]),
        (UNIT, "heads", "boss", ["u1"]),
        (ACCOUNT, "state.owner_employee_id", "boss", ["owned"]),
    ],
)
async def test_what_mentions_somebody(
    world: World, kind: AggregateType[Any], field: str, id: str, ids: list[str]
) -> None:
    assert [one.id for one in await world.directory.mentioning(kind, field, id, 50)] == ids
    assert [one.id for one in await world.directory.mentioning(kind, field, id, 1)] == ids[:1]


@pytest.mark.parametrize(
    ("kind", "field"),
    [(COMMITTEE, "members"), (DEAL_TEAM, "members"), (FIELD_OWNER, "owners"), (DIRECTORY_GROUP, "provisioned")],
)
async def test_what_mentions_somebody_has_its_index(world: World, kind: AggregateType[Any], field: str) -> None:
    assert list(await world.directory.mentioning(kind, field, "boss", 50)) == []


@pytest.mark.parametrize(
    ("day", "ids"),
    [(date(2026, 3, 9), []), (date(2026, 3, 10), ["e8"]), (date(2026, 3, 20), ["e8"]), (date(2026, 3, 21), [])],
)
async def test_holders_and_held_posts_as_of_a_day(world: World, day: date, ids: list[str]) -> None:
    assert [one.id for one in await world.directory.holders("LAB", None, day, 50)] == ids
    assert ("LAB" in await world.directory.held_posts(day)) is bool(ids)
