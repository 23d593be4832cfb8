"""Verification: whether a journal is what it says it is. Edits, deletions, reordering and gaps are found.

Each aggregate's entries are chained by hash, and the feed is chained over all of them. A cut-off end is found by
comparing with a checkpoint that left the store (`verify_feed`); nothing is written here.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from kit.journal.entry import Entry
from kit.journal.port import FeedRow, FeedStore, JournalStore
from kit.journal.relay import next_row
from kit.journal.seal import intact

STRETCH = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is an entry id or `feed@position`; `code`: EDITED, UNCHAINED, GAP, TRUNCATED, FEED_BROKEN."""

    place: str
    code: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of a feed at some moment, kept outside the store."""

    position: int
    hash: str


def faults_of(entries: Sequence[Entry], version: int = 0, hash: str = "") -> list[Fault]:
    """What is wrong in a stretch of one aggregate's entries that follows `version` with `hash`."""
    found: list[Fault] = []
    for entry in entries:
        if entry.version != version + 1:
            found.append(Fault(entry.id, "GAP"))
        elif entry.prev_hash != hash:
            found.append(Fault(entry.id, "UNCHAINED"))
        if not intact(entry):
            found.append(Fault(entry.id, "EDITED"))
        version, hash = entry.version, entry.hash
    return found


async def verify_aggregate(journal: JournalStore, aggregate: str) -> list[Fault]:
    """Walks one aggregate's chain from its first entry to its last."""
    found: list[Fault] = []
    version, hash = 0, ""
    while entries := await journal.entries(aggregate, version, STRETCH):
        found += faults_of(entries, version, hash)
        version, hash = entries[-1].version, entries[-1].hash
    return found


async def verify_feed(feed: FeedStore, known: Checkpoint | None = None) -> tuple[list[Fault], Checkpoint]:
    """Walks the whole feed with its entries: its own chain, each entry's content and its link to the entry before in
    its aggregate, and that `known` still lies on it. Returns the faults and the end that it came to."""
    found: list[Fault] = []
    before = FeedRow(0, "", "", "")
    last: dict[str, tuple[int, str]] = {}
    met = known is None or known.position == 0
    async for row, entry in _rows(feed):
        if next_row(before, row.entry_id) != row or entry.id != row.entry_id:
            found.append(Fault(f"feed@{row.position}", "FEED_BROKEN"))
        found += faults_of((entry,), *last.get(entry.aggregate, (0, "")))
        last[entry.aggregate] = entry.version, entry.hash
        met = met or (known is not None and (row.position, row.hash) == (known.position, known.hash))
        before = row
    if not met and known is not None:
        found.append(Fault(f"feed@{known.position}", "TRUNCATED"))
    return found, Checkpoint(before.position, before.hash)


async def _rows(feed: FeedStore) -> AsyncIterator[tuple[FeedRow, Entry]]:
    position = 0
    while stretch := await feed.feed(position, STRETCH):
        for row, entry in stretch:
            yield row, entry
        position = stretch[-1][0].position
