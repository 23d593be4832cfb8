"""A small organisation on a fake store, to change and to ask about: am and am2 report to sd, sd to vp; adm is ADM."""

from datetime import date
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.command import Command, user_command
from services.people.app.container import People
from services.people.app.resolve import resolve_approvers
from services.people.domain.account import ACCOUNT
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.contracts.people import AccountDrafted, EmployeeRecorded, PostAssigned, UnitRecorded
from tas.core.actor import Actor, ActorKind
from tests.support.people import NOW, command, fake_people

TODAY = date(2026, 3, 2)
STAFF: list[tuple[str, str | None, str | None, list[str]]] = [
    ("am", "west", "sd", ["AM"]),
    ("am2", "west", "sd", ["AM"]),
    ("sd", "west", "vp", ["SD"]),
    ("sd2", "east", "vp", ["SD"]),
    ("vp", None, None, ["VP"]),
    ("fin", None, "vp", ["FIN"]),
    ("adm", None, None, ["ADM"]),
    ("gone", "west", "sd", ["AM"]),
]
DEAL = "opp_" + "5" * 32


def actor(id: str) -> Actor:
    posts = {one: tuple(held) for one, _, _, held in STAFF}
    return Actor(ActorKind.EMPLOYEE, id, posts.get(id, ()))


def asking(id: str, command_id: str, body: Any = None) -> Command:
    return user_command(actor(id), command_id, body, NOW)


async def organisation() -> People:
    """Everybody since ever, but for `gone`, who left."""
    people, _ = fake_people()

    async def put(kind: AggregateType[Any], key: str, *events: Any) -> None:
        await people.ledger.execute(kind, key, command(f"{kind.name}{key}"), lambda _: Decided(events, {}))

    for id, unit, head, posts in STAFF:
        held = [PostAssigned(id, code) for code in posts]
        await put(EMPLOYEE, id, EmployeeRecorded(id, id, id.title(), unit, head, id != "gone"), *held)
    await put(UNIT, "all", UnitRecorded("all", "All", None, None, ("vp",)))
    for id, head in (("west", "sd"), ("east", "sd2")):
        await put(UNIT, id, UnitRecorded(id, id, None, "all", (head,)))
    await put(ACCOUNT, "acc", AccountDrafted("acc", "Acme", None, "import", owner_employee_id="am"))
    return people


async def found(people: People, rule: dict[str, Any], facts: dict[str, Any] | None = None, day: date = TODAY) -> Any:
    """The answer to one rule as of noon of a day."""
    at = NOW.replace(year=day.year, month=day.month, day=day.day)
    (answer,) = await resolve_approvers(people, [rule], facts or {}, at)
    return answer


def ids(answer: Any) -> list[str]:
    return [one["id"] for one in answer["approvers"]]
