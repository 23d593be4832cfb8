"""Verified accounts on a fake people service, and the ends of the chains about them."""

from datetime import date, datetime
from itertools import count
from typing import Any

from kit.journal.command import user_command
from kit.journal.entry import Entry
from services.people.app.container import People
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.request_change import request_change
from services.people.app.verify import take_chain
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import ChangeAsked, Wanted
from services.people.domain.credit_code import check_character
from tas.contracts.account import ChangeReason, CoreField
from tas.contracts.chain import ChainEnded, Outcome, Subject
from tas.core.actor import Actor, ActorKind, service
from tas.core.event import record
from tas.core.ids import natural_id
from tests.support.people import NOW, command

AM = Actor(ActorKind.EMPLOYEE, natural_id("employee", "am"), ("AM",))
MDS = Actor(ActorKind.EMPLOYEE, natural_id("employee", "mds"), ("MDS",))
TODAY = NOW.date()
_numbers = count()


def code_of(number: int) -> str:
    """A valid credit code for each number."""
    body = f"91350100{number:09d}"
    return body + check_character(body)


def chain_end(account_id: str, version: int, outcome: Outcome, code: str, at: datetime = NOW) -> Entry:
    """The last entry of a chain about an account; each call is another chain."""
    chain = natural_id("chain", f"{account_id} {next(_numbers)}")
    event = ChainEnded(chain, code, Subject("account", account_id, version, "d"), outcome, "emp_1", "fine", at)
    return Entry(f"chain/{chain}", 7, "k", "d", (record(event),), {}, service("approval"), None, at, "", "h")


async def drafted(people: People, name: str = "Acme Tools", number: int = 1) -> str:
    """The id of an account that nobody has verified."""
    asked = AccountAsked(code_of(number), name, "East", "partner-filing")
    answer = await ensure_account(people, asked, command(f"ensure {name} {number}"))
    return str(answer["accountId"])


async def verified(people: People, name: str = "Acme Tools", number: int = 1) -> str:
    """The id of an account whose evaluation was approved."""
    id = await drafted(people, name, number)
    await take_chain(people, chain_end(id, 1, Outcome.APPROVED, "TAS_1_2"))
    return id


async def stands(people: People, id: str) -> Account:
    """The account as its last entry left it."""
    return (await people.ledger.load(ACCOUNT, id)).state


def asked(*values: tuple[CoreField, str | None], on: date = TODAY, evidence: tuple[str, ...] = ("e",)) -> ChangeAsked:
    return ChangeAsked(tuple(Wanted(*one) for one in values), ChangeReason.OTHER, evidence, on)


async def ask_for(people: People, id: str, change: ChangeAsked, actor: Actor = AM) -> int:
    """The version of the request's entry."""
    user = user_command(actor, f"ask {next(_numbers)}", [], people.now())
    return (await request_change(people, user, id, change)).version


async def change(people: People, id: str, asked_for: ChangeAsked, outcome: Outcome = Outcome.APPROVED) -> Any:
    """Asks, and lets the chain end."""
    version = await ask_for(people, id, asked_for)
    await take_chain(people, chain_end(id, version, outcome, "TAS_1_3", people.now()))
    return await stands(people, id)
