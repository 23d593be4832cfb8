"""The fakes of the worker's consumers: runs that are only noted, a chain's journal, and a rebuild of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.journal.seal import entry_to_json
from services.approval.app.record import record_chain_entry
from tas.contracts.chain import ChainRebuilt
from tas.core.actor import service
from tas.core.codec import to_json
from tas.core.errors import Unavailable
from tas.core.event import record
from tests.support.journal import MemoryStore
from tests.support.running import ApprovalBench


@dataclass
class NotedRuns:
    """Holds the contract of `workflows.consumer.port.Runs`: the runs by id, oldest first."""

    runs: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    down: bool = False

    async def start(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        self._reach()
        self.runs.setdefault(id, [start])

    async def replace(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        self._reach()
        self.runs.setdefault(id, []).append(start)

    def _reach(self) -> None:
        if self.down:
            raise Unavailable("TEMPORAL_UNAVAILABLE", reason="planted")


@dataclass
class StoredChains:
    """`workflows.consumer.port.ChainJournal` over a store in memory."""

    store: MemoryStore
    reads: int = 0

    async def entries(self, chain_id: str, after: int, first: int) -> Sequence[Mapping[str, Any]]:
        self.reads += 1
        return [entry_to_json(entry) for entry in await self.store.entries(f"chain/{chain_id}", after, first)]


async def append_rebuild(approval: ApprovalBench, chain_id: str, epoch: int) -> int:
    """Appends `ChainRebuilt(epoch)` as an operator's rebuild does; its version."""
    at = (await approval.record_of(chain_id)).chain.version
    entry = {
        "chainId": chain_id, "epoch": epoch, "expectedVersion": at, "commandKey": f"r{epoch}", "bodyDigest": "r",
        "actor": to_json(service("worker")), "at": to_json(approval.clock.now()), "answer": {},
        "events": [to_json(record(ChainRebuilt(chain_id, epoch, "drill")))],
    }  # fmt: skip
    await record_chain_entry(approval.world.recording, service("worker"), entry)
    return at + 1
