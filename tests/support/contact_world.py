"""A customer's people, our own, and two deals to ask about: appended straight to the journal of a people service.

Vera heads headquarters; Jonas heads the East office, where Mira (the account manager) and Sam (solution manager of the
first deal) work; Otto works in the West office under Wanda. Aud audits. Two deals at Harbour, the second without Sam.
"""

from datetime import UTC, date, datetime
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.domain.account import ACCOUNT
from services.people.domain.contact.contact_map import CONTACT_MAP
from services.people.domain.contact.person import PERSON
from services.people.domain.contact.tie import TIE, tie_id_of
from services.people.domain.deal_team import DEAL_TEAM
from services.people.domain.staff import EMPLOYEE, UNIT
from tas.contracts.contact import MapOpened, PersonContactsRecorded, PersonRecorded, TieRecorded
from tas.contracts.contact_term import Confidentiality, Direction, TieKind, TieVisibility
from tas.contracts.people import AccountDrafted, EmployeeRecorded, UnitRecorded
from tas.contracts.staff import DealRoleTaken, Phase
from tas.core.actor import Actor, ActorKind, service
from tas.core.ids import derive, make_id

DAY = date(2026, 1, 5)


def named(kind: str, name: str) -> str:
    return make_id(kind, derive("world", kind, name))


HQ, EAST, WEST = (named("unit", one) for one in ("hq", "east", "west"))
VERA, JONAS, MIRA, SAM, WANDA, OTTO, AUD = (
    named("employee", one) for one in ("vera", "jonas", "mira", "sam", "wanda", "otto", "aud")
)
HARBOUR, QUARRY = (named("account", one) for one in ("harbour", "quarry"))
DEAL, DEAL_2 = (named("opportunity", one) for one in ("deal", "deal 2"))
LIN, WANG, CHEN, ROE = (named("person", one) for one in ("林志远", "王芳", "陈默", "Ada Roe"))
"""Lin is the chief, Wang heads purchasing, Chen is restricted; Ada Roe works at Quarry."""
NAMES = {LIN: "林志远", WANG: "王芳", CHEN: "陈默", ROE: "Ada Roe"}


def employee(id: str, *posts: str) -> Actor:
    return Actor(ActorKind.EMPLOYEE, id, posts or ("AM",))


async def append(people: People, kind: AggregateType[Any], key: str, *events: Any, at: datetime | None = None) -> None:
    """One entry of one aggregate, whoever may do it."""
    at = at or datetime(2026, 1, 5, 8, tzinfo=UTC)
    version = (await people.ledger.load(kind, key)).version
    command = caused_command(service("test"), f"{kind.name}/{key}@{version}", at)
    await people.ledger.execute(kind, key, command, lambda _: Decided(events, {}))


async def build_world(people: People) -> None:
    for id, name, parent, heads in (
        (HQ, "Headquarters", None, (VERA,)),
        (EAST, "East", HQ, (JONAS,)),
        (WEST, "West", HQ, (WANDA,)),
    ):
        await append(people, UNIT, id, UnitRecorded(id, name, name, parent, heads))
    for id, name, unit, head in (
        (VERA, "Vera", HQ, None), (JONAS, "Jonas", EAST, VERA), (MIRA, "Mira", EAST, JONAS), (SAM, "Sam", EAST, None),
        (WANDA, "Wanda", WEST, VERA), (OTTO, "Otto", WEST, WANDA), (AUD, "Aud", HQ, None),
    ):  # fmt: skip
        await append(people, EMPLOYEE, id, EmployeeRecorded(id, name.lower(), name, unit, head))
    for id, name, owner in ((HARBOUR, "Harbour", MIRA), (QUARRY, "Quarry", OTTO)):
        drafted = AccountDrafted(id, name, None, "test", owner_employee_id=owner, owner_unit_id=None)
        await append(people, ACCOUNT, id, drafted)
    for deal, grade in ((DEAL, "A"), (DEAL_2, "C")):
        await append(people, CONTACT_MAP, deal, MapOpened(deal, HARBOUR, deal, grade))
    taken = DealRoleTaken(DEAL, SAM, "SM", Phase.PURSUE, True, 100, DAY, "")
    await append(people, DEAL_TEAM, DEAL, taken)
    for id, account in ((LIN, HARBOUR), (WANG, HARBOUR), (CHEN, HARBOUR), (ROE, QUARRY)):
        await add_person(people, id, account, restricted=id == CHEN)


async def add_person(people: People, id: str, account: str, *, restricted: bool = False, name: str = "") -> None:
    name = name or NAMES[id]
    sealed, mail = await people.vault.seal(id, [("name", name), ("mail", f"{id[-6:]}@example.com")])
    kept = Confidentiality.RESTRICTED if restricted else Confidentiality.NORMAL
    recorded = PersonRecorded(id, account, sealed, None, None, None, None, None, kept, "test", DAY)
    await append(people, PERSON, id, recorded, PersonContactsRecorded(id, (mail,), (), None))


async def tie(
    people: People,
    from_id: str,
    to_id: str,
    kind: TieKind = TieKind.COVERED_BY_EMPLOYEE,
    strength: int = 3,
    *,
    confirmed: date = DAY,
    hidden: bool = False,
) -> str:
    """A tie between the two; its id."""
    id = tie_id_of(from_id, to_id, kind)
    seen = TieVisibility.HIDDEN_LINE if hidden else TieVisibility.COMPANY
    recorded = TieRecorded(id, from_id, to_id, kind, Direction.MUTUAL, strength, (), DAY, None, confirmed, seen)
    await append(people, TIE, id, recorded)
    return id
