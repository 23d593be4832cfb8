"""The order of deciding, consulting, appending and believing, whatever the journal answers."""

import asyncio
from datetime import timedelta

import pytest

from services.approval.app.record import record_chain_entry
from services.approval.app.submit import submit_for_registration
from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tas.chain.request import ActRequest
from tas.chain.state import Status
from tas.contracts.chain import ChainRebuilt
from tas.core.actor import Actor, ActorKind, service
from tas.core.codec import to_json
from tas.core.errors import Conflict, Forbidden, Unavailable
from tas.core.event import record
from tests.support.filing import chain_of, filed
from tests.support.running import ApprovalBench
from workflows.definitions.interpreter import Interpreter

CHM = Actor(ActorKind.EMPLOYEE, "emp_chm", ("CHM",))


async def running(owned: bool = True) -> tuple[ApprovalBench, Interpreter]:
    bench = ApprovalBench()
    bench.world.facts["account.owned"] = owned
    await submit_for_registration(bench.submitting, filed())
    return bench, await bench.start(chain_of(filed()))


def approving(run: Interpreter, key: str = "k", digest: str = "d", actor: Actor = CHM) -> ActRequest:
    task = next(iter(run.state.tasks))
    return ActRequest(key, digest, actor, Decide(task, Verdict.APPROVE, "fine"))


async def same_as_journal(bench: ApprovalBench, run: Interpreter) -> None:
    chain = (await bench.record_of(run.standing.chain_id)).chain
    assert run.standing.version == chain.version
    assert to_json(run.state) | {"version": 0} == to_json(chain) | {"version": 0}


async def test_a_decision_and_the_next_node_are_one_entry() -> None:
    bench, run = await running()
    assert await run.act(approving(run)) == {
        "answer": {"chainId": run.standing.chain_id, "version": 3, "status": "RUNNING"}
    }
    assert [task.approver_id for task in run.state.open_tasks()] == ["emp_sd"]
    await same_as_journal(bench, run)


async def test_without_an_answer_the_decision_stands_alone_and_the_chain_goes_on_later() -> None:
    bench, run = await running()
    bench.world.silent = True
    assert "answer" in await run.act(approving(run))
    assert (run.state.open_tasks(), run.waiting) == ((), True)
    assert not await run.advance()
    bench.world.silent = False
    assert await run.advance()
    assert [task.approver_id for task in run.state.open_tasks()] == ["emp_sd"]
    await same_as_journal(bench, run)


async def test_a_lost_answer_is_folded_from_the_journal() -> None:
    bench, run = await running()
    bench.world.lost = 1
    assert (await run.act(approving(run)))["answer"]["version"] == 3
    await same_as_journal(bench, run)


async def test_an_append_refused_for_good_leaves_everything_as_before() -> None:
    bench, run = await running()
    before = run.standing
    bench.world.failing = [Forbidden("SERVICE_ONLY")]
    assert (await run.act(approving(run)))["refused"]["code"] == "SERVICE_ONLY"
    assert (run.standing, len(bench.world.alerts)) == (before, 1)
    assert "answer" in await run.act(approving(run))


async def test_a_seen_command_is_answered_the_same_and_never_twice() -> None:
    bench, run = await running()
    first = await run.act(approving(run))
    appends = bench.world.appends
    assert await run.act(ActRequest("k", "d", CHM, Decide("tsk_gone", Verdict.APPROVE))) == first
    assert (await run.act(approving(run, digest="e")))["refused"]["code"] == "COMMAND_REUSED"
    assert bench.world.appends == appends


async def test_two_at_the_same_moment_are_put_in_order() -> None:
    bench, run = await running(owned=False)
    answers = await asyncio.gather(run.act(approving(run, "k1")), run.act(approving(run, "k2")))
    assert "answer" in answers[0]
    assert answers[1]["refused"]["code"] == "CHAIN_ENDED"
    await same_as_journal(bench, run)


async def test_a_stale_run_folds_what_it_lacks_and_decides_again() -> None:
    bench, run = await running()
    stale = Interpreter(run.standing, bench.world)
    await run.act(approving(run, "k1"))
    assert (await stale.act(approving(stale, "k2")))["refused"]["code"] == "TASK_CLOSED"
    await same_as_journal(bench, stale)


async def test_an_older_epoch_is_refused_and_its_run_is_over() -> None:
    bench, run = await running()
    await run.act(approving(run))
    rebuilt = {
        "chainId": run.standing.chain_id, "epoch": 1, "expectedVersion": 3, "commandKey": "r", "bodyDigest": "r",
        "actor": to_json(service("worker")), "at": to_json(bench.clock.now()), "answer": {},
        "events": [to_json(record(ChainRebuilt(run.standing.chain_id, 1, "drill")))],
    }  # fmt: skip
    await record_chain_entry(bench.world.recording, service("worker"), rebuilt)
    task = run.state.open_tasks()[0]
    sd = Actor(ActorKind.EMPLOYEE, "emp_sd")
    result = await run.act(ActRequest("k3", "d", sd, Decide(task.id, Verdict.APPROVE, "fine")))
    assert (result["refused"]["code"], run.over) == ("CHAIN_SUPERSEDED", True)
    assert (await bench.record_of(run.standing.chain_id)).chain.version == 4


async def test_timers_tell_in_order_and_a_late_task_gets_its_line_head() -> None:
    bench, run = await running()
    assert run.next_due is not None
    bench.clock.at = run.next_due - timedelta(seconds=1)
    assert await run.fire() and run.standing.version == 2
    bench.clock.move(timedelta(days=10))
    assert await run.fire()
    assert run.next_due is None
    assert {task.approver_id for task in run.state.open_tasks()} >= {"emp_chm", "head_emp_chm"}
    await same_as_journal(bench, run)
    before = run.standing.version
    assert await run.fire() and run.standing.version == before


@pytest.mark.parametrize("problem", [Unavailable("BUSY"), Conflict("CHAIN_ENDED")])
async def test_the_chain_s_own_append_that_fails_is_told_to_an_operator(problem: Exception) -> None:
    bench, run = await running()
    assert run.next_due is not None
    bench.clock.at = run.next_due
    bench.world.failing = [problem]  # type: ignore[list-item]
    assert not await run.fire()
    assert len(bench.world.alerts) >= 1
    assert run.state.status is Status.RUNNING
    assert await run.fire()


async def test_what_nobody_has_foreseen_is_told_and_the_act_may_be_sent_again() -> None:
    bench, run = await running()
    before, honest = run.standing, bench.world.holders
    bench.world.holders = {"owner-head": ({"id": "no name"},)}  # type: ignore[dict-item]
    refusal = (await run.act(approving(run)))["refused"]
    assert (refusal["class"], refusal["code"]) == ("Unavailable", "ACTIVITY_FAILED")
    assert (run.standing, run.shaken, bench.world.alerts) == (before, True, ["TypeError at act"])
    bench.world.holders = honest
    assert "answer" in await run.act(approving(run))
    await same_as_journal(bench, run)


async def test_a_step_of_the_chain_s_own_that_fails_unforeseen_is_tried_again() -> None:
    bench, run = await running()
    due, journal = run.next_due, bench.world.recording
    assert due is not None
    bench.clock.at = due
    bench.world.recording = None  # type: ignore[assignment]
    assert not await run.fire()
    assert (run.shaken, bench.world.alerts) == (True, ["AttributeError at fire"])
    bench.world.recording = journal
    assert await run.fire()
    await same_as_journal(bench, run)
