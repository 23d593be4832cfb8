"""Making an aggregate stand as a file says: one command when it does not yet, none when it does.

The command id is made of the aggregate, of what is to be recorded and of the version it is recorded upon. So the same
row twice, also by two imports at once, is one entry, and a row that goes back to an older text still counts.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType
from kit.journal.command import canonical, caused_command, sha256
from kit.journal.port import VersionTaken
from services.people.app.container import People
from tas.core.actor import service
from tas.core.codec import to_json
from tas.core.errors import Unavailable
from tas.core.ids import derive

S = TypeVar("S")
IMPORTER = service("import")
ATTEMPTS = 16


class Done(StrEnum):
    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


async def record_state(
    people: People, kind: AggregateType[S], key: str, missing: Callable[[S], tuple[Any, ...]]
) -> Done:
    """Appends the events that `missing` says the state lacks. Raises what it raises; Unavailable(BUSY)."""
    for _ in range(ATTEMPTS):
        loaded = await people.ledger.load(kind, key)
        events = missing(loaded.state)
        if not events:
            return Done.UNCHANGED
        said = sha256(canonical([[type(event).__name__, to_json(event)] for event in events]))
        command_id = str(derive("import", kind.name, key, said, str(loaded.version)))
        command = caused_command(IMPORTER, command_id, people.now())
        try:
            committed = await people.ledger.append_on(kind, key, loaded, command, events, {})
        except VersionTaken:
            continue
        if committed.replayed:
            return Done.UNCHANGED
        return Done.CREATED if loaded.version == 0 else Done.CHANGED
    raise Unavailable("BUSY", aggregate=f"{kind.name}/{key}")
