"""Running chains in one process: the workflow's own interpreter over the approval service's own recording."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from kit.journal.ledger import Ledger
from services.approval.app.act import Acting
from services.approval.app.container import Approvals
from services.approval.app.port import NotRunning
from services.approval.app.record import Recording, record_chain_entry
from services.approval.app.submit import Submitting
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.advance import Consultation
from tas.chain.evolve import fold
from tas.chain.request import ActRequest, Standing
from tas.chain.state import initial
from tas.core.actor import service
from tas.core.calendar import round_the_clock
from tas.core.codec import from_json, to_json
from tas.core.errors import TasError
from tas.core.event import revive
from tas.core.refusal import read_refusal
from tas.flows.loader import catalogue
from tests.support.approval import FakeOrganisation, MemoryChains
from tests.support.journal import MemoryFeed, MemoryStore
from tests.support.side import SideBench
from workflows.definitions.interpreter import Interpreter, Question

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOLDERS: dict[str, Sequence[str]] = {"channel": ("emp_chm",), "owner-head": ("emp_sd",), "steward": ("emp_mds",)}


class Clock:
    """Time that only tests move."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class World:
    """`Outside` in process. `silent` lets consultations go unanswered; `failing` is raised by the next append."""

    recording: Recording
    clock: Clock
    facts: dict[str, Any]
    holders: Mapping[str, Sequence[str]] = field(default_factory=lambda: HOLDERS)
    silent: bool = False
    failing: list[TasError] = field(default_factory=list)
    lost: int = 0
    """So many next appends stand, but their answer is lost: the same append is sent again."""
    alerts: list[str] = field(default_factory=list)
    appends: int = 0

    def now(self) -> datetime:
        return self.clock.now()

    async def consult(self, question: Question) -> Consultation | None:
        if self.silent:
            return None
        answers = {one.node_key: _answer(one.node_key, one.rule, self.holders) for one in question.rules}
        return Consultation(dict(self.facts), answers)

    async def record(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.failing:
            raise self.failing.pop()
        self.appends += 1
        sent = json.loads(json.dumps(entry))
        answer = await record_chain_entry(self.recording, service("worker"), sent)
        if self.lost:
            self.lost -= 1
            answer = await record_chain_entry(self.recording, service("worker"), sent)
        received: dict[str, Any] = json.loads(json.dumps(answer))
        return received

    def alert(self, reason: str) -> None:
        self.alerts.append(reason)


def _answer(key: str, rule: Mapping[str, Any], holders: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    if rule["kind"] == "LINE_HEAD":
        found: Sequence[str] = (f"head_{rule['employeeId']}",)
    else:
        found = holders.get(key, ("emp_adm",))
    return {"approvers": [{"id": one, "why": f"holds {key}", "hops": []} for one in found], "fallback": False}


class ApprovalBench:
    """The approval service's handlers over memory, and the chains that run. It is its own ChainDoor."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clock = Clock()
        self.ledger = Ledger(self.store)
        self.world = World(Recording(self.ledger, self.store), self.clock, {"registration.verdict": "ACCEPTED"})
        self.chains = MemoryChains(self.store)
        self.acting = Acting(self.ledger, self, self.chains, self.clock.now, self._pause)
        self.submitting = Submitting(self.ledger, catalogue(), lambda _: round_the_clock(), self.clock.now)
        self.runs: dict[str, Interpreter] = {}
        self.pauses = 0
        self.beside = SideBench(self.store, self.ledger, self.clock)

    async def start(self, chain_id: str) -> Interpreter:
        """Starts the chain's run from its first entry, as the worker's consumer does, and lets it enter nodes."""
        first = await self.store.entry(f"chain/{chain_id}", 1)
        assert first is not None
        state = fold(initial(chain_id), [revive(one) for one in first.events])
        standing: Standing = from_json(Standing, json.loads(json.dumps(to_json(Standing(chain_id, 0, 1, state)))))
        run = self.runs[chain_id] = Interpreter(standing, self.world)
        await run.advance()
        return run

    async def act(self, chain_id: str, request: ActRequest) -> Mapping[str, Any]:
        run = self.runs.get(chain_id)
        if run is None or run.over:
            raise NotRunning
        sent: ActRequest = from_json(ActRequest, json.loads(json.dumps(to_json(request))))
        result = await run.act(sent)
        if "refused" in result:
            raise read_refusal(result["refused"])
        answer: dict[str, Any] = result["answer"]
        return answer

    @property
    def app(self) -> Approvals:
        """The service's container, as its schema is given it."""
        feed = MemoryFeed(self.store)
        organisation = FakeOrganisation(self.world.facts)
        return Approvals(self.acting, self.world.recording, self.submitting, organisation, feed, self.beside.side)

    async def record_of(self, chain_id: str) -> ChainRecord:
        return (await self.ledger.load(CHAIN, chain_id)).state

    async def _pause(self, seconds: float) -> None:
        self.pauses += 1
        self.clock.move(timedelta(seconds=seconds))
