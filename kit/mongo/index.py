"""Declared indexes: what a query may filter and sort by, and the recorder that finds one which no index serves.

A service declares beside its queries; `create` makes all indexes at start. The recorder is switched on by tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kit.mongo.client import Database, answering

_DECLARED: dict[tuple[str, tuple[str, ...]], "Index"] = {}
_RECORDERS: list[list["Sent"]] = []


@dataclass(frozen=True, slots=True)
class Index:
    """`fields` in order; a descending walk uses the same index."""

    collection: str
    fields: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """One query as it went to the store: which fields it compared for equality, which by range, and its order."""

    collection: str
    equal: frozenset[str]
    ranged: frozenset[str]
    order: tuple[str, ...]


def declare(collection: str, fields: Sequence[str], *, unique: bool = False) -> Index:
    """Notes an index on a collection, e.g. `declare("state_opportunity", ["ownerId", "amount", "_id"])`."""
    index = Index(collection, tuple(fields), unique)
    _DECLARED[collection, index.fields] = index
    return index


def declared() -> tuple[Index, ...]:
    return tuple(_DECLARED.values())


async def create(database: Database, indexes: Sequence[Index]) -> None:
    """Creates them; harmless when they stand. Raises Unavailable."""
    async with answering():
        for index in indexes:
            await database[index.collection].create_index([(name, 1) for name in index.fields], unique=index.unique)


def sent(collection: str, where: Mapping[str, Any], order: Sequence[str]) -> Sent:
    """The shape of a query. Operators other than `$eq` and `$in` count as ranges."""
    equal, ranged = set[str](), set[str]()
    for name, wanted in where.items():
        by_value = not isinstance(wanted, Mapping) or set(wanted) <= {"$eq", "$in"}
        (equal if by_value else ranged).add(name)
    return Sent(collection, frozenset(equal), frozenset(ranged), tuple(order))


def note(query: Sent) -> None:
    """Tells every recorder that is on."""
    for recorder in _RECORDERS:
        recorder.append(query)


@contextmanager
def recording() -> Iterator[list[Sent]]:
    """The queries that this process sends meanwhile."""
    seen: list[Sent] = []
    _RECORDERS.append(seen)
    try:
        yield seen
    finally:
        _RECORDERS[:] = [one for one in _RECORDERS if one is not seen]


def serves(index: Index, query: Sent) -> bool:
    """Whether the index answers the query without a scan or a sort: equality fields first, then the order, then
    ranges. `_id` alone needs no declared index."""
    if index.collection != query.collection:
        return False
    head = index.fields[: len(query.equal)]
    rest = index.fields[len(query.equal) :]
    if set(head) != query.equal or rest[: len(query.order)] != query.order:
        return False
    return query.ranged <= set(rest[: max(len(query.order), len(query.ranged))])


def unserved(queries: Sequence[Sent], indexes: Sequence[Index]) -> list[Sent]:
    """The queries that none of the indexes serves."""
    return [
        query
        for query in dict.fromkeys(queries)
        if query.equal | query.ranged | set(query.order) != {"_id"} and not any(serves(one, query) for one in indexes)
    ]
