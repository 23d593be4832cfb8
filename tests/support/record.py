"""Records of persons for tests of their privacy, appended straight to the journal."""

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.people.app.container import People
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.contact import PersonContactsRecorded, PersonRecorded
from tas.contracts.contact_term import Confidentiality
from tas.core.actor import Actor, ActorKind, service
from tas.core.ids import derive, make_id

ACCOUNT_ID = make_id("account", derive("test", "account"))
OFFICER = Actor(ActorKind.EMPLOYEE, make_id("employee", derive("test", "officer")), ("CMP",))
SELLER = Actor(ActorKind.EMPLOYEE, make_id("employee", derive("test", "seller")), ("AM",))


async def add_person(
    people: People, name: str, mail: str = "", phone: str = "", *, account: str = ACCOUNT_ID, key: str = ""
) -> str:
    """Somebody at an account, with their data sealed; their id."""
    id = make_id("person", derive("test", "person", key or name))
    fields = [("name", name), *([("mail", mail)] if mail else []), *([("phone", phone)] if phone else [])]
    sealed = dict(zip([field for field, _ in fields], await people.vault.seal(id, fields), strict=True))
    events = (
        PersonRecorded(id, account, sealed["name"], None, None, None, None, None, Confidentiality.NORMAL, "test"),
        PersonContactsRecorded(id, (sealed["mail"],) if mail else (), (sealed["phone"],) if phone else (), None),
    )
    command = caused_command(service("test"), f"add {id}", people.now())
    await people.ledger.execute(PERSON, id, command, lambda _: Decided(events, {}))
    return id


async def person(people: People, id: str) -> Person:
    """As the journal has them."""
    return (await people.ledger.load(PERSON, id)).state


async def texts(people: People, id: str) -> list[str | None]:
    """Their name, mails and phones, opened."""
    one = await person(people, id)
    sealed = [("name", one.name_sealed), *(("mail", mail) for mail in one.mails_sealed)]
    sealed += [("phone", phone) for phone in one.phones_sealed]
    return list(await people.vault.open([(id, field, text) for field, text in sealed]))
