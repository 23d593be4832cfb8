"""The chain's workflow on a real Temporal whose time is skipped: updates, timers of weeks, ends and new runs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from kit.temporal.worker import make_worker
from services.approval.app.submit import submit_for_registration
from tas.chain.decide import Decide, Withdraw
from tas.chain.event import TimerKind, Verdict
from tas.chain.request import ActRequest
from tas.contracts.chain import FlowSubmitted
from tas.contracts.topic import CHAIN_ACT, chain_workflow_id
from tas.core.actor import Actor, ActorKind
from tas.core.codec import to_json
from tas.core.errors import Forbidden
from tas.core.event import revive
from tas.flows.loader import catalogue
from tests.support.chain import with_sla
from tests.support.filing import PARTNER, chain_of, filed
from tests.support.running import ApprovalBench
from tests.support.temporal import BenchActivities
from tests.support.wait import until
from workflows.definitions.chain import Chain, start_of

CHM = Actor(ActorKind.EMPLOYEE, "emp_chm", ("CHM",))
SD = Actor(ActorKind.EMPLOYEE, "emp_sd", ("SD",))
Running = WorkflowHandle[Any, Any]


@asynccontextmanager
async def running(
    temporal: WorkflowEnvironment,
    sla: str | None = None,
    owned: bool = False,
    silent: int = 0,
    nonsense: Sequence[Any] = (),
    unreadable: int = 0,
) -> AsyncIterator[tuple[ApprovalBench, Running]]:
    """A submitted registration chain with its worker, on a queue of its own. The first `silent` questions fail, the
    next ones are answered with `nonsense`, and the first `unreadable` appends with no answer."""
    bench, queue = ApprovalBench(), f"chain-{uuid4()}"
    bench.clock.at = await temporal.get_current_time()
    bench.world.facts["account.owned"] = owned
    if sla is not None:
        flows = {"TAS_2_2": with_sla(catalogue()["TAS_2_2"], sla)}
        bench.submitting = replace(bench.submitting, flows=flows)
    await submit_for_registration(bench.submitting, filed())
    first = await bench.store.entry(f"chain/{chain_of(filed())}", 1)
    assert first is not None
    submitted = revive(first.events[0])
    assert isinstance(submitted, FlowSubmitted)
    activities = BenchActivities(bench)
    activities.silent, activities.nonsense, activities.unreadable = silent, list(nonsense), unreadable
    async with make_worker(temporal.client, queue, [Chain], activities.all()):
        id = f"{chain_workflow_id(submitted.chain_id)}-{uuid4()}"
        yield bench, await temporal.client.start_workflow(Chain.run, start_of(submitted), id=id, task_queue=queue)


async def open_task(bench: ApprovalBench, holder: str) -> str:
    """The id of the open task of a holder, once there is one."""

    async def look() -> str | None:
        chain = (await bench.record_of(chain_of(filed()))).chain
        return next((task.id for task in chain.open_tasks() if task.approver_id == holder), None)

    return str(await until(look, 15, f"a task of {holder}"))


async def say(run: Running, key: str, actor: Actor, act: Decide | Withdraw) -> dict[str, Any]:
    request = to_json(ActRequest(key, key, actor, act))
    answer: dict[str, Any] = await run.execute_update(CHAIN_ACT, request, id=str(uuid4()))
    return answer


async def test_two_decisions_end_the_chain_and_its_run(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, owned=True) as (bench, run):
        approval = Decide(await open_task(bench, "emp_chm"), Verdict.APPROVE, "fine")
        first = await say(run, "k1", CHM, approval)
        assert first["answer"]["status"] == "RUNNING"
        assert await say(run, "k1", CHM, approval) == first
        last = Decide(await open_task(bench, "emp_sd"), Verdict.APPROVE, "fine")
        assert (await say(run, "k2", SD, last))["answer"]["status"] == "APPROVED"
        assert (await run.result())["status"] == "APPROVED"
        assert bench.world.appends == 3


async def test_a_refusal_is_a_result_and_leaves_the_chain_running(temporal: WorkflowEnvironment) -> None:
    async with running(temporal) as (bench, run):
        task = await open_task(bench, "emp_chm")
        assert (await say(run, "k1", SD, Decide(task, Verdict.APPROVE)))["refused"]["code"] == "TASK_NOT_YOURS"
        bench.world.failing = [Forbidden("SERVICE_ONLY")]
        assert (await say(run, "k2", PARTNER, Withdraw()))["refused"]["code"] == "SERVICE_ONLY"
        assert (await run.query("standing"))["alerts"] == ["SERVICE_ONLY on an append"]
        assert (await say(run, "k2", PARTNER, Withdraw()))["answer"]["status"] == "WITHDRAWN"


async def test_a_reminder_of_thirty_days_falls_due(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, sla="60wd") as (bench, run):
        await open_task(bench, "emp_chm")
        await temporal.sleep(timedelta(days=31))
        chain_id = chain_of(filed())

        async def reminded() -> bool:
            bench.clock.at = await temporal.get_current_time()
            tasks = (await bench.record_of(chain_id)).chain.open_tasks()
            return any(TimerKind.REMIND in task.fired for task in tasks)

        await until(reminded, 15, "the reminder")
        opened, told = await bench.store.entries(f"chain/{chain_id}", 1, 2)
        assert timedelta(days=30) <= told.at - opened.at < timedelta(days=30, minutes=1)
        assert (await say(run, "k", PARTNER, Withdraw()))["answer"]["status"] == "WITHDRAWN"


async def test_a_new_run_carries_state_and_answers(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, owned=True) as (bench, run):
        approval = Decide(await open_task(bench, "emp_chm"), Verdict.APPROVE, "fine")
        first = await say(run, "k1", CHM, approval)
        before = (await run.describe()).run_id
        await run.signal("renew")
        await until(lambda: _moved(run, before), 15, "the next run")
        assert await say(run, "k1", CHM, approval) == first
        last = Decide(await open_task(bench, "emp_sd"), Verdict.APPROVE, "fine")
        assert (await say(run, "k2", SD, last))["answer"]["version"] == 4


async def test_a_chain_goes_on_when_those_it_asks_are_back(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, silent=7) as (bench, run):
        await temporal.sleep(timedelta(minutes=1))
        approval = Decide(await open_task(bench, "emp_chm"), Verdict.APPROVE, "fine")
        assert (await say(run, "k", CHM, approval))["answer"]["status"] == "APPROVED"


async def _moved(run: Running, before: str | None) -> bool:
    return (await run.describe()).run_id != before
