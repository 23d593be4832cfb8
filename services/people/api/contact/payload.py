"""What a mutation of the contact map answers: what stands now, or why nothing was done, and where the change is."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError, run
from services.people.api.contact.contact_map import ContactMap, map_of
from services.people.api.contact.customer_unit import CustomerUnit, unit_of
from services.people.api.contact.loader import look_again, sight
from services.people.api.contact.person import Person, person_of
from services.people.api.contact.tie import Tie, tie_of
from services.people.api.contact.touch import Touch, show_touch
from services.people.app.access_staff import require_serving
from services.people.app.contact.command import Changed
from services.people.app.container import SERVICE

T = TypeVar("T")
ERRORS = "Why nothing was done; empty when it was."
CURSOR = "The change: a query after it finds it done."


@federation.type(description="What became of a command about a person.")
class PersonPayload:
    person: Person | None = federation.field(description="The person as they stand now.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


@federation.type(description="What became of a command about a customer's unit.")
class CustomerUnitPayload:
    customer_unit: CustomerUnit | None = federation.field(description="The unit as it stands now.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


@federation.type(description="What became of a command about a tie.")
class TiePayload:
    tie: Tie | None = federation.field(description="The tie as it stands now.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


@federation.type(description="What became of a command on a contact map.")
class ContactMapPayload:
    map: ContactMap | None = federation.field(description="The map as it stands now.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


@federation.type(description="What became of recording a touch.")
class RecordTouchPayload:
    map: ContactMap | None = federation.field(description="The map as it stands now.")
    touch: Touch | None = federation.field(description="The touch.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


async def done(info: Info, work: Callable[[], Awaitable[T]]) -> tuple[T | None, list[UserError]]:
    """Does a mutation's work, for who works here; what was seen of the map before it is forgotten."""

    async def serving() -> T:
        await require_serving(info.context.app, info.context.actor)
        return await work()

    result = await run(serving, info.context.locale)
    look_again(info)
    return result


async def person_payload(info: Info, work: Callable[[], Awaitable[Changed]]) -> PersonPayload:
    changed, errors = await done(info, work)
    shown = person_of(await sight(info), changed.id) if changed else None
    return PersonPayload(person=shown, errors=errors, cursor=cursor_of(changed))


async def unit_payload(info: Info, work: Callable[[], Awaitable[Changed]]) -> CustomerUnitPayload:
    changed, errors = await done(info, work)
    shown = unit_of(await sight(info), changed.id) if changed else None
    return CustomerUnitPayload(customer_unit=shown, errors=errors, cursor=cursor_of(changed))


async def tie_payload(info: Info, work: Callable[[], Awaitable[Changed]]) -> TiePayload:
    changed, errors = await done(info, work)
    shown = tie_of(await sight(info), changed.id) if changed else None
    return TiePayload(tie=shown, errors=errors, cursor=cursor_of(changed))


async def map_payload(info: Info, work: Callable[[], Awaitable[Changed]]) -> ContactMapPayload:
    changed, errors = await done(info, work)
    shown = map_of(await sight(info), changed.id) if changed else None
    return ContactMapPayload(map=shown, errors=errors, cursor=cursor_of(changed))


async def touch_payload(info: Info, work: Callable[[], Awaitable[tuple[Changed, str]]]) -> RecordTouchPayload:
    result, errors = await done(info, work)
    if result is None:
        return RecordTouchPayload(map=None, touch=None, errors=errors, cursor=None)
    changed, touch_id = result
    seen = await sight(info)
    shown = map_of(seen, changed.id)
    touch = shown.state.touch(touch_id) if shown else None
    return RecordTouchPayload(
        map=shown, touch=show_touch(seen, touch) if touch else None, errors=[], cursor=cursor_of(changed)
    )


def cursor_of(changed: Changed | None) -> str | None:
    return write_cursor(SERVICE, changed.aggregate, changed.version) if changed else None
