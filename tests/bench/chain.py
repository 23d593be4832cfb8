"""Chains per second: the suite's own workflow against a bare one, in one process, over the same store and Temporal.

Both sides: start, one entry, two updates with an entry each, end. Both read by a local activity and append to a journal
by a normal one; only what the workflow itself does differs.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client, WorkflowHandle

from kit.journal.aggregate import AggregateType, Loaded
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from kit.mongo.journal import MongoStore
from services.approval.app.record import Recording, record_chain_entry
from services.approval.domain.chain import CHAIN
from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tas.chain.evolve import fold
from tas.chain.request import ActRequest
from tas.chain.seat import task_id
from tas.chain.state import initial
from tas.contracts.chain import FlowSubmitted, Subject
from tas.contracts.topic import CHAIN_ACT, chain_workflow_id
from tas.core.actor import Actor, ActorKind, service
from tas.core.calendar import round_the_clock, write_calendar
from tas.core.codec import to_json
from tas.core.event import event
from tas.core.ids import make_id
from tas.flows.definition import content_hash
from tas.flows.loader import catalogue
from tests.bench.bare import Bare
from workflows.definitions.chain import Chain, start_of

SEATS = (("channel", "emp_chm"), ("owner-head", "emp_sd"))
POLL_SECONDS = 0.005
LONGEST_SECONDS = 60.0


@event(version=1)
@dataclass(frozen=True, slots=True)
class BareStepped:
    key: str


@dataclass(frozen=True, slots=True)
class BareState:
    key: str


BARE: AggregateType[BareState] = AggregateType("bare", BareState, BareState, lambda state, *_: state)


class Side(Protocol):
    """One of the two that are measured."""

    async def prepare(self, count: int) -> list[str]:
        """What must stand before the clock runs; the names of the runs."""

    async def run(self, name: str) -> WorkflowHandle[Any, Any]:
        """One run from its start to its end."""


class BareSide:
    """The bare workflow and its two activities."""

    def __init__(self, client: Client, store: MongoStore, queue: str) -> None:
        self._client, self._store, self._queue = client, store, queue
        self._ledger = Ledger(store)

    @activity.defn(name="look")
    async def look(self, name: str) -> dict[str, Any]:
        return {"facts": {}, "name": name}

    @activity.defn(name="append")
    async def append(self, entry: dict[str, Any]) -> dict[str, Any]:
        command = caused_command(service("worker"), f"{entry['name']} {entry['key']}", datetime.now(UTC))
        events = (BareStepped(entry["key"]),)
        loaded = await self._ledger.load(BARE, entry["name"])
        done = await self._ledger.append_on(BARE, entry["name"], loaded, command, events, {"ok": True})
        return done.answer

    async def prepare(self, count: int) -> list[str]:
        return [uuid4().hex for _ in range(count)]

    async def run(self, name: str) -> WorkflowHandle[Any, Any]:
        run = await self._client.start_workflow(Bare.run, name, id=f"bare/{name}", task_queue=self._queue)
        await until_entry(self._store, f"bare/{name}", 1)
        for number in range(len(SEATS)):
            await run.execute_update("act", {"name": name, "key": f"k{number}"}, id=str(uuid4()))
        await run.result()
        return run


class ChainSide:
    """Flow 2-2 with an owned account: two seats, two decisions. Who they are is answered at once."""

    def __init__(self, client: Client, store: MongoStore, queue: str) -> None:
        self._client, self._store, self._queue = client, store, queue
        self._ledger = Ledger(store)
        self._recording = Recording(self._ledger, store)
        self._flows: dict[str, FlowSubmitted] = {}

    @activity.defn(name="consult")
    async def consult(self, question: dict[str, Any]) -> dict[str, Any]:
        holders = dict(SEATS)
        found = {
            one["node_key"]: {
                "approvers": [{"id": holders.get(one["node_key"], "emp_adm"), "why": "bench", "hops": []}],
                "fallback": False,
            }
            for one in question["rules"]
        }
        return {"facts": {"registration.verdict": "ACCEPTED", "account.owned": True}, "resolutions": found}

    @activity.defn(name="record")
    async def record(self, entry: dict[str, Any]) -> dict[str, Any]:
        return await record_chain_entry(self._recording, service("worker"), entry)

    async def prepare(self, count: int) -> list[str]:
        return [await self._submit() for _ in range(count)]

    async def _submit(self) -> str:
        at, chain, definition = datetime.now(UTC), make_id("chain", uuid4()), catalogue()["TAS_2_2"]
        flow = FlowSubmitted(
            chain, definition.code, content_hash(definition), to_json(definition),
            Subject("registration", make_id("registration", uuid4()), 1, "digest"), {}, "pus_bench", "ptn_bench", at,
            write_calendar(round_the_clock()),
        )  # fmt: skip
        command = caused_command(service("approval"), chain, at)
        await self._ledger.append_on(CHAIN, chain, Loaded(CHAIN.initial(chain), 0, ""), command, (flow,), {})
        self._flows[chain] = flow
        return chain

    async def run(self, name: str) -> WorkflowHandle[Any, Any]:
        flow = self._flows[name]
        run = await self._client.start_workflow(
            Chain.run, start_of(flow), id=chain_workflow_id(name), task_queue=self._queue
        )
        await until_entry(self._store, f"chain/{name}", 2)
        state = fold(initial(name), (flow,))
        for node, who in SEATS:
            act = Decide(task_id(state, node, 0, who), Verdict.APPROVE)
            request = ActRequest(f"{name} {who}", "digest", Actor(ActorKind.EMPLOYEE, who), act)
            answer = await run.execute_update(CHAIN_ACT, to_json(request), id=str(uuid4()))
            assert "answer" in answer, answer
        assert (await run.result())["status"] == "APPROVED"
        return run


async def until_entry(store: MongoStore, aggregate: str, version: int) -> Entry:
    """The entry, as soon as it stands."""
    async with asyncio.timeout(LONGEST_SECONDS):
        while (entry := await store.entry(aggregate, version)) is None:
            await asyncio.sleep(POLL_SECONDS)
        return entry


async def rate(side: Side, count: int, at_once: int) -> float:
    """Runs per second, `at_once` of them in flight."""
    names = await side.prepare(count)
    gate = asyncio.Semaphore(at_once)

    async def one(name: str) -> None:
        async with gate:
            await side.run(name)

    began = time.monotonic()
    await asyncio.gather(*(one(name) for name in names))
    return count / (time.monotonic() - began)


async def history_of(side: Side) -> dict[str, int]:
    """How many history events one run takes, by kind."""
    (name,) = await side.prepare(1)
    history = await (await side.run(name)).fetch_history()
    counted: dict[str, int] = {}
    for one in history.events:
        kind = (one.WhichOneof("attributes") or "").removesuffix("_event_attributes")
        counted[kind] = counted.get(kind, 0) + 1
    return counted
