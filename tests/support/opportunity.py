"""The opportunity service's app on a fake store: partners who file, a people service, lists over memory, a clock."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from kit.graphql.context import Asking, Context
from kit.graphql.schema import execute
from kit.journal.aggregate import AggregateType
from kit.journal.entry import Draft, Entry
from kit.journal.ledger import Ledger
from kit.journal.seal import seal
from kit.page import Page, Window
from services.opportunity.api import SCHEMA, make_loaders
from services.opportunity.app.container import Deals
from services.opportunity.app.port import OpportunityFilter, RegistrationFilter
from services.opportunity.domain.filing import FilingRequest, Standing
from services.opportunity.domain.opportunity import OPPORTUNITY, Opportunity
from services.opportunity.domain.registration import LIVE, REGISTRATION, Registration
from tas.contracts.chain import ChainEnded, ChainResubmitted, ChainReturned, Outcome, Subject
from tas.core.actor import Actor, ActorKind, service
from tas.core.codec import from_json
from tas.core.errors import Invalid
from tas.core.event import record
from tas.core.ids import natural_id
from tests.support.journal import MemoryFeed, MemoryStore

S = TypeVar("S")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROTECTION = timedelta(days=90)
SPACE = UUID(int=7)


def partner(name: str) -> str:
    return natural_id("partner", name)


def partner_user(name: str, of: str) -> Actor:
    return Actor(ActorKind.PARTNER, natural_id("partner-user", name), partner=partner(of))


def employee(*posts: str) -> Actor:
    return Actor(ActorKind.EMPLOYEE, natural_id("employee", "-".join(posts)), posts)


ACME = partner_user("ann", "acme")
ACME_TOO = partner_user("amy", "acme")
BOLT = partner_user("bob", "bolt")
CHANNEL = employee("CHM")
REQUEST = FilingRequest(
    partner_id="",
    legal_name="华东制造",
    credit_code="91310000MA1K00000X",
    project_name="MES",
    product_line="GTX",
    region="EAST",
    amount="120000.00",
    currency="CNY",
    expected_sign_date=date(2026, 9, 1),
    contact_met="王工",
)


def command_id(name: str) -> str:
    return str(uuid5(SPACE, name))


@dataclass
class FixedClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class FakePeople:
    """Every partner is certified for GTX and MG in EAST and WEST unless `standings` says otherwise. `renamed` sends a
    credit code to another account from now on."""

    standings: dict[str, Standing | None] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def partner_standing(self, partner_id: str) -> Standing | None:
        await asyncio.sleep(0)
        return self.standings.get(partner_id, Standing(True, ("GTX", "MG"), ("EAST", "WEST")))

    async def ensure_account(self, command_id: str, credit_code: str, legal_name: str, region: str) -> str:
        await asyncio.sleep(0)
        self.asked.append(credit_code)
        if credit_code.endswith("Y"):
            raise Invalid("CREDIT_CODE_INVALID", field=("creditCode",), value=credit_code)
        return natural_id("account", self.renamed.get(credit_code, credit_code))


class MemoryIndex:
    """Holds `app.port.DealIndex` over a MemoryStore."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def registrations(self, wanted: RegistrationFilter, window: Window) -> Page[Registration]:
        return self._page(REGISTRATION, "filedAt", window, lambda row: _fits(row, wanted.partner_id, wanted.statuses))

    async def opportunities(self, wanted: OpportunityFilter, window: Window) -> Page[Opportunity]:
        return self._page(OPPORTUNITY, "openedAt", window, lambda row: _fits(row, wanted.partner_id, wanted.stages))

    async def live_registrations_of(self, account_id: str, first: int) -> Page[Registration]:
        live = {one.value for one in LIVE}
        return self._page(
            REGISTRATION,
            "filedAt",
            Window(first),
            lambda row: row["accountId"] == account_id and row["status"] in live,
        )

    async def registrations_of(self, account_id: str, window: Window) -> Page[Registration]:
        return self._page(REGISTRATION, "filedAt", window, lambda row: row["accountId"] == account_id)

    async def opportunities_of(self, account_id: str, window: Window) -> Page[Opportunity]:
        return self._page(OPPORTUNITY, "openedAt", window, lambda row: row["accountId"] == account_id)

    def _page(
        self, kind: AggregateType[S], sort: str, window: Window, test: Callable[[dict[str, Any]], bool]
    ) -> Page[S]:
        rows = [row for (type, _), row in self._store.states.items() if type == kind.name and test(row)]
        rows.sort(key=lambda row: (row[sort], row["_id"]), reverse=True)
        keyed = [((row[sort], row["_id"]), row) for row in rows]
        inside = [
            (key, row)
            for key, row in keyed
            if (window.after is None or key < window.after) and (window.before is None or key > window.before)
        ]
        kept = inside[-window.size :] if window.backwards else inside[: window.size]
        items: tuple[S, ...] = tuple(from_json(kind.state, row["state"]) for _, row in kept)
        return Page(items, tuple(key for key, _ in kept), len(inside) > window.size)


def _fits(row: dict[str, Any], partner_id: str | None, values: tuple[str, ...]) -> bool:
    kind = row.get("status", row.get("stage"))
    return (partner_id is None or row["partnerId"] == partner_id) and (not values or kind in values)


@dataclass
class Bench:
    """A service on a store of its own; `people` and `clock` may be changed on the way."""

    deals: Deals
    store: MemoryStore
    people: FakePeople
    clock: FixedClock

    def types(self, type: str) -> list[str]:
        """Every event of the aggregates of a type, by entry id."""
        entries = sorted((entry.aggregate, entry.version, entry) for entry in self.store.by_id.values())
        return [event.type for _, _, entry in entries if entry.type == type for event in entry.events]

    async def registration(self, id: str) -> Registration:
        return (await self.deals.ledger.load(REGISTRATION, id)).state


def bench(store: MemoryStore | None = None) -> Bench:
    """A second bench on the same store is another replica."""
    store = store or MemoryStore()
    people, clock = FakePeople(), FixedClock()
    deals = Deals(Ledger(store), store, MemoryFeed(store), people, MemoryIndex(store), clock, PROTECTION)
    return Bench(deals, store, people, clock)


def chain_id(registration_id: str) -> str:
    """The chain that runs on a registration."""
    return "chn_" + registration_id.removeprefix("reg_")


def chain_entry(registration_id: str, *events: object, version: int = 9, at: datetime = NOW) -> Entry:
    """An entry of a chain about the registration, as the approval service tells of it."""
    recorded = tuple(record(event) for event in events)
    chain = chain_id(registration_id)
    draft = Draft(f"chain/{chain}", version, f"{chain}{version}", "d", recorded, {}, service("worker"), None, at)
    return seal(draft, "")


def ended(registration_id: str, outcome: Outcome, code: str = "TAS_2_2", comment: str = "", version: int = 9) -> Entry:
    chain = chain_id(registration_id)
    event = ChainEnded(chain, code, _subject(registration_id), outcome, "emp_chm", comment, NOW)
    return chain_entry(registration_id, event, version=version)


def returned(registration_id: str, version: int = 5) -> Entry:
    event = ChainReturned(chain_id(registration_id), _subject(registration_id), "whom have you met, and when?", 1)
    return chain_entry(registration_id, event, version=version)


def resubmitted(registration_id: str, version: int = 6) -> Entry:
    event = ChainResubmitted(chain_id(registration_id), _subject(registration_id), 2, {})
    return chain_entry(registration_id, event, version=version)


async def ask(
    suite: Bench,
    actor: Actor,
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    locale: str = "en",
    caller: str = "gateway",
) -> dict[str, Any]:
    """The schema's answer to one request of the actor, in this very process."""
    asking = Asking(caller, actor, locale, "0af7651916cd43dd8448eb211c80319c")
    context = Context(asking, suite.deals, make_loaders(suite.deals, asking))
    return await execute(SCHEMA, {"query": query, "variables": dict(variables or {})}, context)


def codes(answer: Mapping[str, Any]) -> list[str]:
    """The codes of an answer's errors."""
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


def of_other_type(entry: Entry) -> Entry:
    """The same entry about an account."""
    event = replace(entry.events[0], data={**entry.events[0].data, "subject": _account_subject()})
    return replace(entry, events=(event,))


def _account_subject() -> dict[str, Any]:
    return {"type": "account", "id": "acc_" + "0" * 32, "version": 1, "digest": "d"}


def _subject(registration_id: str) -> Subject:
    return Subject("registration", registration_id, 1, "d")
