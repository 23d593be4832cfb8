"""Changing who reports to whom at a customer, or which unit lies below which. No change closes a circle, whatever
races: changes are decided one after the other on one aggregate, and each begins by completing the one before it."""

from collections.abc import Callable
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.command import Command, caused_command
from kit.journal.entry import Entry
from kit.journal.port import VersionTaken
from services.people.app.contact.command import Changed
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.contact.customer_line import CUSTOMER_LINE, CustomerLine
from services.people.domain.contact.customer_unit import CUSTOMER_UNIT
from services.people.domain.contact.picture import Picture
from services.people.domain.contact.tie import TIE
from tas.contracts.contact import CustomerLineChanged
from tas.core.errors import Unavailable
from tas.core.ids import aggregate_name, caused_command_id, split_aggregate

ATTEMPTS = 32
Check = Callable[[Picture], None]


async def change_line(people: People, key: str, command: Command, change: CustomerLineChanged, check: Check) -> Changed:
    """The change on the line; the tie or unit stands as well when it returns. `check` refuses by the picture in which
    every earlier change stands. Raises what it raises, and BUSY."""
    for _ in range(ATTEMPTS):
        if await people.ledger.answered(command) is not None:
            return await line_answer(people, key, change)
        line = await people.ledger.load(CUSTOMER_LINE, key)
        await _complete(people, line.state)
        check(await people.mirror.read())
        try:
            await people.ledger.append_on(CUSTOMER_LINE, key, line, command, (change,), {"id": _target(change)[1]})
        except VersionTaken:
            continue
        return await line_answer(people, key, change)
    raise Unavailable("BUSY", aggregate=aggregate_name(CUSTOMER_LINE.name, key))


async def line_answer(people: People, key: str, change: CustomerLineChanged) -> Changed:
    """What a change that is on the line came to, completed where it was not."""
    await complete_customer_line(people, key)
    kind, id, _ = _target(change)
    return Changed(id, aggregate_name(kind.name, id), (await people.ledger.load(kind, id)).version)


async def complete_customer_line(people: People, key: str) -> None:
    """Sees to it that the last change stands with its tie or unit, where the process that made it died in between."""
    await _complete(people, (await people.ledger.load(CUSTOMER_LINE, key)).state)


async def take_customer_line(people: People, entry: Entry) -> None:
    """Completes the last change. Doing it twice changes nothing."""
    await complete_customer_line(people, split_aggregate(entry.aggregate)[1])


async def _complete(people: People, line: CustomerLine) -> None:
    if line.last is None:
        return
    kind, id, event = _target(line.last)
    command = caused_command(SELF, caused_command_id(line.event_id, SERVICE, "customer-line", id), people.now())
    await people.ledger.execute(kind, id, command, lambda _: Decided((event,), {"id": id}))


def _target(change: CustomerLineChanged) -> tuple[AggregateType[Any], str, Any]:
    if change.tie is not None:
        return TIE, change.tie.tie_id, change.tie
    assert change.unit is not None, "one of the two"
    return CUSTOMER_UNIT, change.unit.customer_unit_id, change.unit
