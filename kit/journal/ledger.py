"""The ledger: how a command becomes exactly one journal entry and a state document. Pure logic over `JournalStore`.

The command path reads exact keys only. A lost race reloads and decides again; a retry is answered with the first
answer; a refused command leaves nothing. What happens after the entry (feed, broker, consumers) lives in `relay`.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kit.journal.aggregate import AggregateType, Committed, Decided, Loaded
from kit.journal.command import Command
from kit.journal.entry import Draft, Entry
from kit.journal.port import CommandTaken, JournalStore, VersionTaken
from kit.journal.seal import seal
from tas.core.codec import from_json, to_json
from tas.core.errors import Conflict, TasError, Unavailable
from tas.core.event import knows, record, revive
from tas.core.ids import aggregate_name

S = TypeVar("S")
Nudge = Callable[[str, int], None]

ATTEMPTS = 64
"""How often a command that lost a race decides again before the caller is told to come back."""
STRETCH = 50
"""How many entries are read at a time when a state document lags."""


def no_nudge(aggregate: str, version: int) -> None:
    """For a ledger without a relay in its process."""


class Ledger:
    """Commands and state of one service. `nudge(aggregate, version)` tells the relay that an entry stands."""

    def __init__(self, store: JournalStore, nudge: Nudge = no_nudge) -> None:
        self._store = store
        self._nudge = nudge

    async def answered(self, command: Command) -> Committed[Any] | None:
        """What an earlier call of this command came to, or None. Raises Conflict COMMAND_REUSED for another body."""
        entry = await self._store.by_command(command.key)
        if entry is None:
            return None
        if entry.body_digest != command.digest:
            raise Conflict("COMMAND_REUSED")
        return Committed(dict(entry.answer), entry.aggregate, entry.version, replayed=True)

    async def view(self, kind: AggregateType[S], key: str) -> Loaded[S] | None:
        """The state document as it stands: one read, and it may lag behind the journal."""
        document = await self._store.document(kind.name, key)
        return None if document is None else _loaded(kind, document)

    async def views(self, kind: AggregateType[S], keys: Sequence[str]) -> dict[str, Loaded[S]]:
        """The state documents of many keys in one store query; absent keys are absent."""
        documents = await self._store.documents(kind.name, keys)
        return {str(document["_id"]): _loaded(kind, document) for document in documents}

    async def load(self, kind: AggregateType[S], key: str) -> Loaded[S]:
        """The state as the journal has it: the document, then the later entries by exact key."""
        loaded = await self.view(kind, key) or Loaded(kind.initial(key), 0, "")
        aggregate = aggregate_name(kind.name, key)
        while True:  # bounded: each turn moves on by a whole stretch of existing entries
            entries = await self._store.entries(aggregate, loaded.version, STRETCH)
            loaded = fold(kind, loaded, entries)
            if len(entries) < STRETCH:
                return loaded

    async def execute(
        self, kind: AggregateType[S], key: str, command: Command, decide: Callable[[S], Decided]
    ) -> Committed[S]:
        """Decides and appends once, whatever races. Raises what `decide` and the kind's `admit` raise; COMMAND_REUSED;
        Unavailable BUSY."""
        for _ in range(ATTEMPTS):
            done = await self.answered(command)
            if done is not None:
                await self.settle(kind, key)
                return done
            loaded = await self.load(kind, key)
            try:
                decided = decide(loaded.state)
                kind.admit(loaded.state, decided.events, command.at)
            except Exception:
                if await self.answered(command) is None:
                    raise
                continue  # refused by a state that this very command, asked twice at once, has just made
            try:
                return await self._commit(kind, key, loaded, command, decided)
            except (VersionTaken, CommandTaken):
                continue
        raise Unavailable("BUSY", aggregate=aggregate_name(kind.name, key))

    async def append_on(
        self,
        kind: AggregateType[S],
        key: str,
        loaded: Loaded[S],
        command: Command,
        events: tuple[Any, ...],
        answer: dict[str, Any],
    ) -> Committed[S]:
        """Appends right after `loaded` and nowhere else: raises VersionTaken when the aggregate has moved. One insert
        and one write; a command that stands already is answered with its first answer. Raises what the kind's `admit`
        raises."""
        try:
            kind.admit(loaded.state, events, command.at)
            return await self._commit(kind, key, loaded, command, Decided(events, answer))
        except VersionTaken:
            raise
        except (TasError, CommandTaken):
            done = await self.answered(command)  # its twin may have made the very state that refuses it
            if done is None:
                raise
            return done

    async def settle(self, kind: AggregateType[S], key: str) -> Loaded[S]:
        """Brings the state document up to the journal: after a commit, and wherever a crash left it behind."""
        for _ in range(ATTEMPTS):
            seen = await self.view(kind, key)
            loaded = await self.load(kind, key)
            have = seen.version if seen else 0
            if have >= loaded.version or await self._write(kind, key, have, loaded):
                return loaded
        raise Unavailable("BUSY", aggregate=aggregate_name(kind.name, key))

    async def _commit(
        self, kind: AggregateType[S], key: str, loaded: Loaded[S], command: Command, decided: Decided
    ) -> Committed[S]:
        draft = Draft(
            aggregate=aggregate_name(kind.name, key),
            version=loaded.version + 1,
            command_key=command.key,
            body_digest=command.digest,
            events=tuple(record(event) for event in decided.events),
            answer=decided.answer,
            actor=command.actor,
            on_behalf_of=command.on_behalf_of,
            at=command.at,
        )
        entry = seal(draft, loaded.hash)
        await self._store.append(entry)
        self._nudge(entry.aggregate, entry.version)
        after = fold(kind, loaded, (entry,))
        if not await self._write(kind, key, loaded.version, after):
            await self.settle(kind, key)
        return Committed(dict(entry.answer), entry.aggregate, entry.version, replayed=False, state=after.state)

    async def _write(self, kind: AggregateType[S], key: str, seen: int, loaded: Loaded[S]) -> bool:
        return await self._store.replace_document(kind.name, key, seen, document_of(kind, loaded))


def document_of(kind: AggregateType[S], loaded: Loaded[S]) -> dict[str, Any]:
    """The state document, but for its `_id`."""
    return {
        "version": loaded.version,
        "hash": loaded.hash,
        "state": to_json(loaded.state),
        **kind.view(loaded.state),
    }


def fold(kind: AggregateType[S], loaded: Loaded[S], entries: Sequence[Entry]) -> Loaded[S]:
    """The state after more entries. An event of a type this code does not know is passed over."""
    state, version, hash = loaded
    for entry in entries:
        for recorded in entry.events:
            if knows(recorded.type):
                state = kind.evolve(state, revive(recorded), entry)
        version, hash = entry.version, entry.hash
    return Loaded(state, version, hash)


def _loaded(kind: AggregateType[S], document: Any) -> Loaded[S]:
    state: S = from_json(kind.state, document["state"])
    return Loaded(state, int(document["version"]), str(document["hash"]))
