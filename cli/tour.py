"""The guided registration of `tas up`: a partner files, the chain runs, approvers decide, an opportunity appears.

Every step goes through the gateway as the person it belongs to. The filing is remembered in the state folder and sent
again under the same command id, so a second tour meets the first one's registration and shows it.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from rich.table import Table

from cli.document import DECIDE, FILE, OWNED_ACCOUNTS, PROGRESS, WHOLE
from cli.home import Home, console
from cli.person import Person, Unexpected, person
from kit.journal.command import sha256
from kit.settings import Settings
from services.people.domain.credit_code import check_character

PARTNER = "pat.partner@acme-partners"
OPERATOR = "oskar.adler"
PRODUCT_LINE = "Guided tour"
REGION = "Central"
ACCOUNTS = 50
TRIES = 5
"""Customers tried: one whose scope somebody holds already gives a conflict, which is no tour."""
TOUR_SECONDS = 120.0
PAUSE = 0.2
TOUR = UUID("5d6a1f0e-4b0c-4a57-9c39-3f1d8f2c7a10")
"""The space of the tour's own command ids."""


@dataclass(frozen=True, slots=True)
class Tour:
    """Who takes part, and when it began (time.monotonic)."""

    settings: Settings
    partner: Person
    operator: Person
    began: float

    def say(self, text: str) -> None:
        console.print(f"  [dim]{time.monotonic() - self.began:5.1f} s[/] {text}")


async def take_tour(at: Home) -> None:
    """Raises Unexpected when the suite does not do what it should."""
    settings = at.settings()
    tour = Tour(settings, await person(settings, PARTNER), await person(settings, OPERATOR), time.monotonic())
    note = at.folder / "tour.json"
    known = recall(note)
    console.print("[bold]One registration, from filing to opportunity[/]" if not known else "[bold]The earlier tour[/]")
    payload = await (file_known(tour, known) if known else file_first(tour, note))
    registration_id = payload["registration"]["id"]
    if known:
        tour.say(f"filed again under its command id: the same answer, registration {registration_id}")
    registration = await run_chain(tour, registration_id, payload["cursor"])
    if registration["status"] != "ACTIVE":
        raise Unexpected(f"the registration ended as {registration['status']}")
    await show_whole(tour, registration_id)


async def file_known(tour: Tour, filing: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to the remembered filing: its retry, or the filing itself where the store is another one."""
    return await tour.partner.command("fileRegistration", FILE, filing)


async def file_first(tour: Tour, note: Path) -> dict[str, Any]:
    """Files for the first owned account whose scope is free, and remembers the filing."""
    edges = (await tour.operator.ask(OWNED_ACCOUNTS, {"first": ACCOUNTS}))["accounts"]["edges"]
    owned = [edge["node"] for edge in edges if edge["node"]["owner"]]
    if not owned:
        raise Unexpected("no account has an owner; the organisation needs one for the tour")
    for account in owned[:TRIES]:
        filing = filing_for(account)
        tour.say(f"{PARTNER} files: {filing['projectName']} at {account['legalName']}, {PRODUCT_LINE}, {REGION}")
        payload = await tour.partner.command("fileRegistration", FILE, filing)
        tour.say(f"verdict [bold]{payload['verdict']}[/] in the same answer, {payload['registration']['id']}")
        if payload["verdict"] == "ACCEPTED":
            remember(note, filing)
            return payload
    raise Unexpected(f"somebody holds the scopes of the first {TRIES} owned accounts in {PRODUCT_LINE}, {REGION}")


def remember(note: Path, filing: Mapping[str, Any]) -> None:
    note.write_text(json.dumps(filing))


def recall(note: Path) -> dict[str, Any] | None:
    """The filing of the first tour; None before it."""
    return dict(json.loads(note.read_text())) if note.exists() else None


def filing_for(account: Mapping[str, Any]) -> dict[str, Any]:
    """A sound filing for this account. One that has no credit code yet is given a made-up valid one."""
    today = datetime.now(UTC).date()
    return {
        "commandId": str(uuid4()),
        "customer": {
            "legalName": account["legalName"],
            "creditCode": account["creditCode"] or made_up_code(account["id"]),
        },
        "projectName": f"Guided tour of {today.isoformat()}",
        "productLine": PRODUCT_LINE,
        "region": REGION,
        "amount": {"amount": "120000.00", "currency": "CNY"},
        "expectedSignDate": (today + timedelta(days=120)).isoformat(),
        "contactMet": "Head of operations, met on site",
        "evidence": ["minutes.pdf"],
        "supportNeeded": "Two days of pre-sales",
    }


def made_up_code(seed: str) -> str:
    """A credit code of the standard's shape that the seed alone decides."""
    body = f"91310000{int(sha256(seed), 16) % 10**9:09d}"
    return body + check_character(body)


async def run_chain(tour: Tour, registration_id: str, after: str) -> dict[str, Any]:
    """Watches the chain and decides its tasks as the persons they wait for; the registration at its end."""
    told: set[str] = set()
    deadline = time.monotonic() + TOUR_SECONDS
    while time.monotonic() < deadline:
        found = (await tour.operator.ask(PROGRESS, {"id": registration_id}, after))["registration"]
        if found["status"] != "SUBMITTED":
            return dict(found)
        for chain in found["chains"]:
            for task in chain["tasks"]:
                await meet(tour, task, told)
        await asyncio.sleep(PAUSE)
    raise Unexpected(f"the registration is not decided after {TOUR_SECONDS:.0f} s; see `tas status` and the logs")


async def meet(tour: Tour, task: Mapping[str, Any], told: set[str]) -> None:
    """Says that a task is open; waits for the first one's reminder; decides it."""
    if task["status"] != "OPEN" or f"decided {task['id']}" in told:
        return
    first = not any(said.startswith("decided") for said in told)
    if task["id"] not in told:
        told.add(task["id"])
        tour.say(f"task for [bold]{task['approver']['name']}[/] at {task['nodeName']} ({task['why']})")
        if first:
            tour.say("nobody decides: this tour's definition reminds after 5 s, round the clock (the real one: days)")
    if first and not task["reminded"]:
        return
    if first:
        tour.say(f"{task['approver']['name']} is [bold]reminded[/]")
    told.add(f"decided {task['id']}")
    approver = await person(tour.settings, task["approver"]["login"])
    command_id = str(uuid5(TOUR, task["id"]))
    given = {"commandId": command_id, "taskId": task["id"], "verdict": "APPROVE", "comment": "Known to us."}
    await approver.command("decideTask", DECIDE, given)
    tour.say(f"{task['approver']['name']} approves")


async def show_whole(tour: Tour, registration_id: str) -> None:
    whole = (await tour.operator.ask(WHOLE, {"id": registration_id}))["registration"]
    grade = (whole["opportunity"] or {}).get("grade")
    tour.say(f"opportunity of grade [bold]{grade}[/], protected {day(whole['protectedFrom'])} to "
             f"{day(whole['protectedTo'])}")  # fmt: skip
    tour.say("one query over three services (opportunity, people, approval) gives:")
    console.print(picture(whole))


def picture(whole: Mapping[str, Any]) -> Table:
    """The answer of the one query as a table: what, and what is known of it."""
    table = Table(show_header=False)
    for name in ("opportunity", "account", "partner"):
        table.add_row(name, words(whole[name] or {}))
    for chain in whole["chains"]:
        sound = "intact" if chain["verification"]["intact"] else "NOT INTACT"
        entries = chain["verification"]["entries"]
        table.add_row(f"chain {chain['code']}", f"{chain['status']}; {entries} journal entries, hashes {sound}")
        for moment in chain["history"]:
            who = (moment["who"] or {}).get("name", "")
            table.add_row("", f"{moment['at'][11:19]} {moment['node']:<10} {moment['what']:<9} {who}")
    return table


def words(found: Mapping[str, Any]) -> str:
    """`key value` of each field, nested ones in brackets."""
    parts = []
    for key, value in found.items():
        if isinstance(value, Mapping):
            parts.append(f"{key} ({words(value)})")
        elif value is not None:
            parts.append(f"{key} {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return "; ".join(parts)


def day(instant: str | None) -> str:
    return (instant or "?")[:10]
