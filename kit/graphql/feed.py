"""The two internal fields by which a service's journal is read by the others: `<service>Feed`, `<service>Entries`.

    class Query(feed_fields("people", lambda app: Source(app.store, app.feed))): ...

The other side, which reads them over signed calls, is `kit.http.owner`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple, Protocol

import strawberry

from kit.graphql.context import Info
from kit.graphql.internal import internal_field
from kit.graphql.value import JSON
from kit.journal.entry import Entry
from kit.journal.port import FeedRow
from kit.journal.seal import entry_to_json
from tas.core.errors import Invalid

LARGEST_STRETCH = 500

FirstEntries = Annotated[int, strawberry.argument(description="How many at most, 1–500.")]


class EntryReader(Protocol):
    """The part of `JournalStore` that is read here."""

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]: ...


class FeedReader(Protocol):
    """The part of `FeedStore` that is read here."""

    async def feed(self, after: int, first: int) -> Sequence[tuple[FeedRow, Entry]]: ...


class Source(NamedTuple):
    """Where a service's entries and feed are read."""

    entries: EntryReader
    feed: FeedReader


def feed_fields(service: str, source: Callable[[Any], Source]) -> type:
    """A class to inherit the service's `Query` from. `source` takes the service's container (`context.app`)."""

    async def feed(
        info: Info,
        after: Annotated[int, strawberry.argument(description="The last position that is known; 0 for none.")],
        first: FirstEntries,
    ) -> JSON:
        rows = await source(info.context.app).feed.feed(after, _stretch(first))
        return [{"position": row.position, "entry": entry_to_json(entry)} for row, entry in rows]

    async def entries(
        info: Info,
        aggregate: Annotated[str, strawberry.argument(description="The aggregate, `type/key`.")],
        after: Annotated[int, strawberry.argument(description="The last version that is known; 0 for none.")],
        first: FirstEntries,
    ) -> JSON:
        found = await source(info.context.app).entries.entries(aggregate, after, _stretch(first))
        return [entry_to_json(entry) for entry in found]

    fields = {
        f"{service}_feed": internal_field(
            name=f"{service}Feed", description="The entries of this service's journal after a feed position."
        )(feed),
        f"{service}_entries": internal_field(
            name=f"{service}Entries", description="The entries of one aggregate after a version."
        )(entries),
    }
    return strawberry.type(type(f"{service.capitalize()}Feed", (), fields))


def _stretch(first: int) -> int:
    if not 1 <= first <= LARGEST_STRETCH:
        raise Invalid("STRETCH_SIZE", field=("first",), largest=LARGEST_STRETCH)
    return first
