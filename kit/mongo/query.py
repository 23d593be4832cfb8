"""Lists over state documents: one bounded keyset page by (sort field, `_id`), forwards or backwards.

Which rows a reader may see is decided in the service's `app`, which gives the filter; nothing of that lives here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from kit.mongo.client import Database, answering
from kit.mongo.index import note, sent
from tas.core.errors import Unavailable

Key: TypeAlias = tuple[Any, str]
"""Where a row stands: its sort value and its id."""
LARGEST_PAGE = 100
MOST_DOCUMENTS = 500_000
"""Of one type, where all are read."""
STRETCH = 5_000
"""So many at a time, each within the time limit of a call."""
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageOf:
    """Rows in the order asked, and whether more lie beyond them in walking direction."""

    rows: tuple[Row, ...]
    more: bool


async def page(
    database: Database,
    type: str,
    where: Mapping[str, Any],
    *,
    sort: str = "_id",
    descending: bool = False,
    size: int,
    after: Key | None = None,
    before: Key | None = None,
    backwards: bool = False,
) -> PageOf:
    """At most `size` (up to 100) rows of `state_<type>` where the fields equal (or `$in`) what `where` says, strictly
    between two keys; `backwards` takes the last ones. The sort field is never null. Raises Unavailable."""
    size = max(1, min(size, LARGEST_PAGE))
    order = (sort,) if sort == "_id" else (sort, "_id")
    bounds = [
        _beyond(sort, key, up=up != descending) for key, up in ((after, True), (before, False)) if key is not None
    ]
    condition: dict[str, Any] = {"$and": [dict(where), *bounds]} if bounds else dict(where)
    direction = -1 if descending != backwards else 1
    collection = f"state_{type}"
    note(sent(collection, where, order))
    async with answering():
        found = database[collection].find(condition).sort([(name, direction) for name in order]).limit(size + 1)
        rows = await found.to_list(size + 1)
    kept = rows[:size]
    return PageOf(tuple(reversed(kept) if backwards else kept), len(rows) > size)


async def values(database: Database, type: str, field: str, where: Mapping[str, Any]) -> frozenset[Any]:
    """The distinct values of a field (the elements, where it is a list) of the rows that `where` means. For fields of
    few values only: the answer is one document. Raises Unavailable."""
    collection = f"state_{type}"
    note(sent(collection, where, ()))
    async with answering():
        return frozenset(await database[collection].distinct(field, dict(where)))


async def whole(database: Database, type: str) -> Sequence[Row]:
    """Every state document of a type, by id, `STRETCH` in one query: for what is then kept in memory. Raises
    Unavailable, also for more than `MOST_DOCUMENTS`."""
    collection, rows, last = f"state_{type}", list[Row](), ""
    while len(rows) <= MOST_DOCUMENTS:
        note(sent(collection, {"_id": {"$gt": last}}, ("_id",)))
        async with answering():
            found = database[collection].find({"_id": {"$gt": last}}).sort("_id", 1).limit(STRETCH)
            more = await found.to_list(STRETCH)
        rows.extend(more)
        if len(more) < STRETCH:
            return rows
        last = str(more[-1]["_id"])
    raise Unavailable("TOO_MANY_DOCUMENTS", type=type, most=MOST_DOCUMENTS)


def key_of(row: Mapping[str, Any], sort: str = "_id") -> Key:
    """The key that a cursor carries for this row."""
    return row.get(sort), str(row["_id"])


def _beyond(sort: str, key: Key, *, up: bool) -> dict[str, Any]:
    """Rows strictly after (or before) a key. The plain bound on the sort field lets the index start at the key."""
    operator = "$gt" if up else "$lt"
    value, id = key
    if sort == "_id":
        return {"_id": {operator: id}}
    return {
        sort: {f"{operator}e": value},
        "$or": [{sort: {operator: value}}, {sort: value, "_id": {operator: id}}],
    }
