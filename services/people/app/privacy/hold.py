"""On what ground a person's data is kept: consent given and withdrawn, and the list of those whose data somebody must
look at. Nothing here erases anything."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import user_command
from kit.page import Page, Window
from services.people.app.access import require_post
from services.people.app.contact.record_person import changeable
from services.people.app.contact.sight import require_employee, sight_of
from services.people.app.container import People
from services.people.app.privacy.erase import DATA_PROTECTION
from services.people.domain.contact.hold import RETENTION
from services.people.domain.contact.merge import require_standing
from services.people.domain.contact.person import PERSON, Person
from tas.contracts.privacy import ConsentBasis, PersonConsentRecorded, PersonConsentWithdrawn, PersonRetained
from tas.core.actor import Actor
from tas.core.errors import Invalid


async def record_consent(
    people: People,
    actor: Actor,
    command_id: str,
    person_id: str,
    basis: ConsentBasis,
    given_on: date,
    expires_on: date | None,
) -> Person:
    """What a person's data is kept on; for those who may change the person, and for DATA_PROTECTION. Raises
    Invalid(CONSENT_PERIOD), Missing(PERSON_UNKNOWN | PERSON_ERASED), Forbidden(CONTACT_FORBIDDEN)."""
    if given_on > people.today() or (expires_on is not None and expires_on < given_on):
        raise Invalid("CONSENT_PERIOD", field=("givenOn",))
    body = ["consent", person_id, basis.value, given_on.isoformat(), expires_on.isoformat() if expires_on else None]
    event = PersonConsentRecorded(person_id, basis, given_on, expires_on)
    return await _append(people, actor, command_id, body, person_id, event)


async def withdraw_consent(people: People, actor: Actor, command_id: str, person_id: str, withdrawn_on: date) -> Person:
    """From that day on the person is due for erasure; for the same. Raises the same."""
    if withdrawn_on > people.today():
        raise Invalid("CONSENT_PERIOD", field=("withdrawnOn",))
    event = PersonConsentWithdrawn(person_id, withdrawn_on)
    body = ["withdraw", person_id, withdrawn_on.isoformat()]
    return await _append(people, actor, command_id, body, person_id, event)


async def retain_person(people: People, actor: Actor, command_id: str, person_id: str, until: date) -> Person:
    """Somebody of DATA_PROTECTION looked and found the data still needed. Raises Invalid(RETENTION_PERIOD),
    Forbidden(POST_REQUIRED), Missing(PERSON_UNKNOWN | PERSON_ERASED)."""
    require_post(actor, DATA_PROTECTION)
    today = people.today()
    if not today < until <= today + RETENTION:
        raise Invalid("RETENTION_PERIOD", field=("until",), most=RETENTION.days)
    body = ["retain", person_id, until.isoformat()]
    return await _append(people, actor, command_id, body, person_id, PersonRetained(person_id, until))


async def persons_due(people: People, actor: Actor, window: Window, ahead: timedelta = timedelta(0)) -> Page[Person]:
    """Persons whose data somebody must look at by now or within some days, the longest due first; for DATA_PROTECTION.
    Raises Forbidden(POST_REQUIRED)."""
    require_post(actor, DATA_PROTECTION)
    return await people.privacy.index.due(people.today() + ahead, window)


async def _append(
    people: People, actor: Actor, command_id: str, body: Sequence[str | None], person_id: str, event: Any
) -> Person:
    require_employee(actor)
    command = user_command(actor, command_id, list(body), people.now())
    if await people.ledger.answered(command) is None and not actor.holds(*DATA_PROTECTION):
        await changeable(people, await sight_of(people, actor), person_id)
    await people.ledger.execute(PERSON, person_id, command, _standing(event))
    return (await people.ledger.load(PERSON, person_id)).state


def _standing(event: Any) -> Callable[[Person], Decided]:
    def decide(state: Person) -> Decided:
        require_standing(state)
        return Decided((event,), {})

    return decide
