"""The starting rules on a real Temporal: one run per chain and window, and a rebuild that takes over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle

from kit.local.server import Addresses
from kit.temporal.client import connect
from kit.temporal.worker import make_worker
from services.approval.app.submit import submit_for_registration
from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tas.chain.request import ActRequest
from tas.contracts.topic import CHAIN_ACT, CHAIN_WORKFLOW, chain_workflow_id
from tas.core.actor import Actor, ActorKind
from tas.core.codec import to_json
from tas.core.errors import Unavailable
from tests.support.cable import Cable
from tests.support.filing import chain_of, filed
from tests.support.running import ApprovalBench
from tests.support.starting import StoredChains, append_rebuild
from tests.support.temporal import BenchActivities
from tests.support.wait import until
from workflows.consumer.chain import ChainStarting
from workflows.consumer.run import TemporalRuns
from workflows.definitions.chain import Chain

pytestmark = pytest.mark.server
CHAIN = chain_of(filed())
ID = chain_workflow_id(CHAIN)
CHM = Actor(ActorKind.EMPLOYEE, "emp_chm", ("CHM",))
SD = Actor(ActorKind.EMPLOYEE, "emp_sd", ("SD",))


class Line:
    """A chain of its own in a namespace of ids of its own: the approval service in memory, Temporal real."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.queue = f"start-{uuid4()}"
        self.approval = ApprovalBench()
        self.approval.clock.at = datetime.now(UTC)
        self.approval.world.facts["account.owned"] = True
        self.starting = ChainStarting(StoredChains(self.approval.store), Prefixed(client, self.queue))

    @property
    def run(self) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(f"{self.queue}/{ID}")

    async def deliver(self, version: int) -> None:
        entry = await self.approval.store.entry(f"chain/{CHAIN}", version)
        assert entry is not None
        await self.starting.follow(entry)

    async def approve(self, actor: Actor) -> dict[str, Any]:
        async def task() -> str | None:
            chain = (await self.approval.record_of(CHAIN)).chain
            return next((one.id for one in chain.open_tasks() if one.approver_id == actor.id), None)

        act = Decide(await until(task, 15, f"a task of {actor.id}"), Verdict.APPROVE, "fine")
        request = to_json(ActRequest(actor.id, actor.id, actor, act))
        answer: dict[str, Any] = await self.run.execute_update(CHAIN_ACT, request, id=str(uuid4()))
        return answer


class Prefixed(TemporalRuns):
    """The same chain in every test, under an id of the test's own."""

    def __init__(self, client: Client, queue: str) -> None:
        super().__init__(client, queue)
        self._prefix = queue

    async def start(self, workflow: str, id: str, start: Any) -> None:
        await super().start(workflow, f"{self._prefix}/{id}", start)

    async def replace(self, workflow: str, id: str, start: Any) -> None:
        await super().replace(workflow, f"{self._prefix}/{id}", start)


@asynccontextmanager
async def submitted(servers: Addresses) -> AsyncIterator[Line]:
    """A chain that is submitted and not started; nobody works on it yet."""
    line = Line(await connect(servers.temporal_address, "default"))
    await submit_for_registration(line.approval.submitting, filed())
    yield line


def working(line: Line) -> Any:
    return make_worker(line.client, line.queue, [Chain], BenchActivities(line.approval).all())


async def test_a_submission_that_comes_twice_starts_one_run(servers: Addresses) -> None:
    async with submitted(servers) as line:
        await line.deliver(1)
        first = (await line.run.describe()).run_id
        await line.deliver(1)
        assert (await line.run.describe()).run_id == first
        async with working(line):
            assert "answer" in await line.approve(CHM)
            assert (await line.approve(SD))["answer"]["status"] == "APPROVED"
            await line.run.result()
        appends = line.approval.world.appends
        await line.deliver(1)
        described = await line.run.describe()
        assert (described.run_id, described.status) == (first, WorkflowExecutionStatus.COMPLETED)
        assert line.approval.world.appends == appends


async def test_a_finished_run_is_not_started_again_even_if_the_journal_shows_nothing(servers: Addresses) -> None:
    async with submitted(servers) as line:
        await line.deliver(1)
        first = (await line.run.describe()).run_id
        await line.run.terminate("planted")
        await line.deliver(1)
        described = await line.run.describe()
        assert (described.run_id, described.status) == (first, WorkflowExecutionStatus.TERMINATED)


@pytest.mark.parametrize("old", ["alive", "stopped", "gone"])
async def test_a_rebuilt_chain_is_taken_over_and_goes_on(servers: Addresses, old: str) -> None:
    async with submitted(servers) as line, working(line):
        if old == "gone":
            await line.approval.start(CHAIN)
        else:
            await line.deliver(1)
        await until(lambda: _entered(line), 15, "the first task")
        if old == "stopped":
            await line.run.terminate("planted")
        at = await append_rebuild(line.approval, CHAIN, 1)
        await line.deliver(at)
        standing = await line.run.query("standing")
        assert (standing["epoch"], standing["version"]) == (1, at)
        assert "answer" in await line.approve(CHM)
        assert (await line.approve(SD))["answer"]["status"] == "APPROVED"
        ended = (await line.approval.record_of(CHAIN)).chain.version
        await line.deliver(at)
        assert (await line.run.result())["version"] == ended == at + 2


async def _entered(line: Line) -> bool:
    return bool((await line.approval.record_of(CHAIN)).chain.open_tasks())


async def test_a_temporal_that_refuses_is_unavailable(servers: Addresses) -> None:
    runs = TemporalRuns(await connect(servers.temporal_address, "no-such-namespace"), "nowhere")
    with pytest.raises(Unavailable, match="TEMPORAL_UNAVAILABLE") as refused:
        await runs.start(CHAIN_WORKFLOW, f"refused-{uuid4()}", {})
    assert refused.value.params["reason"] == "NOT_FOUND"


async def test_a_temporal_that_is_away_is_waited_for_up_to_a_limit(servers: Addresses) -> None:
    cable, id = Cable(servers.temporal_address), f"away-{uuid4()}"
    await cable.plug()
    client = await connect(cable.address, "default")
    await cable.pull()
    with pytest.raises(Unavailable, match="TEMPORAL_UNAVAILABLE"):
        await TemporalRuns(client, "nowhere", patience=0).start(CHAIN_WORKFLOW, id, {})
    starting = asyncio.create_task(TemporalRuns(client, "nowhere", patience=60).start(CHAIN_WORKFLOW, id, {}))
    done, _ = await asyncio.wait({starting}, timeout=0.2)
    assert not done
    await cable.plug()
    await asyncio.wait_for(starting, 30)
    assert (await client.get_workflow_handle(id).describe()).status is WorkflowExecutionStatus.RUNNING
    await cable.pull()
