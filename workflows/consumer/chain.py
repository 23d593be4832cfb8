"""Starting a chain's run because of its entries: the first one, and those by which it is rebuilt.

The journal is read first, since Temporal forgets a finished run after its retention. Every other entry of a chain was
appended by its own run; one whose answer was lost is given back to the run by its next append (`recordChainEntry`), so
nothing has to be carried to it from here.
"""

from dataclasses import dataclass
from itertools import chain as joined

from kit.journal.entry import Entry
from kit.journal.seal import entry_from_json
from tas.chain.evolve import fold
from tas.chain.request import Standing
from tas.chain.state import initial
from tas.contracts.chain import ChainRebuilt, FlowSubmitted
from tas.contracts.topic import CHAIN_WORKFLOW, chain_workflow_id
from tas.core.codec import to_json
from tas.core.errors import Unavailable
from tas.core.event import knows, revive
from tas.core.ids import aggregate_name
from workflows.consumer.port import ChainJournal, Runs
from workflows.definitions.chain import start_of

STRETCH = 200


@dataclass(frozen=True, slots=True)
class ChainStarting:
    """Handles the entries of `chain` aggregates."""

    journal: ChainJournal
    runs: Runs

    async def follow(self, entry: Entry) -> None:
        """Starts the run that this entry asks for, if any. Safe to repeat. Raises Unavailable."""
        for recorded in entry.events:
            event = revive(recorded) if knows(recorded.type) else None
            if isinstance(event, FlowSubmitted):
                await self._start(event, entry.version)
            elif isinstance(event, ChainRebuilt):
                await self._rebuild(event, entry.version)

    async def _start(self, event: FlowSubmitted, version: int) -> None:
        if not await self._moved(event.chain_id, version):
            await self.runs.start(CHAIN_WORKFLOW, chain_workflow_id(event.chain_id), start_of(event))

    async def _rebuild(self, event: ChainRebuilt, version: int) -> None:
        """A fresh run from the entries up to the one that says so. Nothing if it had ended before."""
        if await self._moved(event.chain_id, version):
            return
        standing = await self._standing(event.chain_id, event.epoch, version)
        if not standing.state.ended:
            await self.runs.replace(CHAIN_WORKFLOW, chain_workflow_id(event.chain_id), {"standing": to_json(standing)})

    async def _moved(self, chain_id: str, version: int) -> bool:
        """Whether something stands after this version. Only a run (or a later rebuild) appends there: the chain was
        started from this entry, whether or not it has ended since."""
        return bool(await self.journal.entries(chain_id, version, 1))

    async def _standing(self, chain_id: str, epoch: int, version: int) -> Standing:
        """What the journal says at that version. Raises Unavailable ENTRIES_MISSING when it does not reach it."""
        entries: list[Entry] = []
        while len(entries) < version:
            wanted = min(STRETCH, version - len(entries))
            stretch = await self.journal.entries(chain_id, len(entries), wanted)
            if not stretch:
                raise Unavailable("ENTRIES_MISSING", aggregate=aggregate_name("chain", chain_id), after=len(entries))
            entries += [entry_from_json(body) for body in stretch]
        recorded = joined.from_iterable(entry.events for entry in entries)
        events = [revive(one) for one in recorded if knows(one.type)]
        return Standing(chain_id, epoch, version, fold(initial(chain_id), events))
