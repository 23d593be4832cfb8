"""Verification: whether a journal is what it says it is. Edits, deletions, reordering and gaps are found.

Each aggregate's entries are chained by hash, and the feed is chained over all of them. The feed is walked by its
positions, up to the last that stands, so that what lacks in the middle is found as well as what was changed; then every
entry that no row names. A cut-off end is found by comparing with a checkpoint that left the store. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kit.journal.entry import Entry
from kit.journal.port import AuditStore, FeedRow
from kit.journal.relay import next_row
from kit.journal.seal import intact
from tas.core.ids import entry_id, split_entry

STRETCH = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is an entry id or `feed@position`; `code`: EDITED, UNCHAINED, GAP, MISSING (a row names what is not
    there or cannot be read), NOT_IN_FEED (marked as fed, and no row names it), TRUNCATED, FEED_BROKEN."""

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


@dataclass(slots=True)
class _Walk:
    """How far each aggregate's chain was followed, what the feed names, and what is wrong so far."""

    found: list[Fault] = field(default_factory=list)
    last: dict[str, tuple[int, str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    before: FeedRow = field(default_factory=lambda: FeedRow(0, "", "", ""))

    def fault(self, place: str, code: str) -> None:
        self.found.append(Fault(place, code))

    def follow(self, entry: Entry) -> None:
        self.found += faults_of((entry,), *self.last.get(entry.aggregate, (0, "")))
        self.last[entry.aggregate] = entry.version, entry.hash

    def step(self, row: FeedRow, entry: Entry | None) -> None:
        for position in range(self.before.position + 1, row.position):
            self.fault(f"feed@{position}", "FEED_BROKEN")
            self.before = FeedRow(position, "", "", row.prev_hash)
        if next_row(self.before, row.entry_id) != row or (entry is not None and entry.id != row.entry_id):
            self.fault(f"feed@{row.position}", "FEED_BROKEN")
        self.named.add(row.entry_id)
        self.before = row
        if entry is None:
            self.fault(row.entry_id, "MISSING")
        else:
            self.follow(entry)


async def verify_journal(store: AuditStore, known: Checkpoint | None = None) -> tuple[list[Fault], Checkpoint]:
    """Walks the whole feed with its entries (its own chain, each entry's content and its link to the entry before in
    its aggregate), then the entries that are in no feed yet, and looks that `known` still lies on the feed. Returns
    the faults and the end of the feed. Reads everything there is; services may go on working meanwhile."""
    walk = _Walk()
    met = known is None or known.position == 0
    end = await store.last_position()
    for first in range(1, end + 1, STRETCH):
        for row, entry in await store.rows(first, min(end, first + STRETCH - 1)):
            walk.step(row, entry)
            met = met or (known is not None and (row.position, row.hash) == (known.position, known.hash))
    await _unnamed(store, walk)
    if not met and known is not None:
        walk.fault(f"feed@{known.position}", "TRUNCATED")
    return walk.found, Checkpoint(walk.before.position, walk.before.hash)


async def _unnamed(store: AuditStore, walk: _Walk) -> None:
    """The entries that the feed did not name: each aggregate's follow its last named one, without a gap."""
    newest: defaultdict[str, int] = defaultdict(int)
    async for id, fed in store.entry_ids():
        if id in walk.named:
            continue
        aggregate, version = split_entry(id)
        newest[aggregate] = max(newest[aggregate], version)
        if fed and not await store.named(id):  # it may have been fed since the walk
            walk.fault(id, "NOT_IN_FEED")
    for aggregate, upto in newest.items():
        after = walk.last.get(aggregate, (0, ""))[0]
        for first in range(min(after, upto - 1) + 1, upto + 1, STRETCH):
            ids = [entry_id(aggregate, version) for version in range(first, min(upto, first + STRETCH - 1) + 1)]
            for entry in await store.entries_of(ids):
                if entry.id not in walk.named:
                    walk.follow(entry)
