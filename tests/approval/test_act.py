"""Acts of users on chains that run, have not begun, or are over; each answered once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from services.approval.app.act import decide_task, resubmit_flow, withdraw_flow
from services.approval.app.submit import submit_for_registration
from tas.chain.event import Verdict
from tas.chain.state import Status
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError, Unavailable
from tests.support.filing import PARTNER, chain_of, filed
from tests.support.running import ApprovalBench

CHM = Actor(ActorKind.EMPLOYEE, "emp_chm", ("CHM",))
STRANGER = Actor(ActorKind.EMPLOYEE, "emp_other", ("AM",))
OTHER_PARTNER = Actor(ActorKind.PARTNER, "pus_2", partner="ptn_2")
GOOD = "fine with me"


async def running() -> tuple[ApprovalBench, str, str]:
    """A bench whose registration chain waits for the channel manager: bench, chain id, task id."""
    bench = ApprovalBench()
    bench.world.facts["account.owned"] = False
    entry = filed()
    await submit_for_registration(bench.submitting, entry)
    await bench.start(chain_of(entry))
    (task,) = (await bench.record_of(chain_of(entry))).chain.open_tasks()
    return bench, chain_of(entry), task.id


async def test_an_approval_ends_the_chain_in_one_entry() -> None:
    bench, chain_id, task_id = await running()
    acted = await decide_task(bench.acting, CHM, str(uuid4()), task_id, Verdict.APPROVE, GOOD)
    record = await bench.record_of(chain_id)
    assert (acted.version, acted.answer["status"]) == (3, "APPROVED")
    assert (record.chain.status, record.chain.last_by) == (Status.APPROVED, "emp_chm")
    assert len(await bench.store.entries(f"chain/{chain_id}", 0, 10)) == 3


async def test_a_retry_gets_the_first_answer_and_another_body_a_conflict() -> None:
    bench, chain_id, task_id = await running()
    command_id = str(uuid4())
    first = await decide_task(bench.acting, CHM, command_id, task_id, Verdict.APPROVE, GOOD)
    assert await decide_task(bench.acting, CHM, command_id, task_id, Verdict.APPROVE, GOOD) == first
    with pytest.raises(Conflict, match="COMMAND_REUSED"):
        await decide_task(bench.acting, CHM, command_id, task_id, Verdict.REJECT, GOOD)
    assert len(await bench.store.entries(f"chain/{chain_id}", 0, 10)) == 3


@pytest.mark.parametrize(
    ("actor", "verdict", "comment", "error", "code"),
    [
        (STRANGER, Verdict.APPROVE, "", Missing, "TASK_UNKNOWN"),
        (Actor(ActorKind.EMPLOYEE, "emp_sd", ("SD",)), Verdict.APPROVE, "", Forbidden, "TASK_NOT_YOURS"),
        (PARTNER, Verdict.APPROVE, "", Missing, "TASK_UNKNOWN"),
        (OTHER_PARTNER, Verdict.APPROVE, "", Missing, "TASK_UNKNOWN"),
        (CHM, Verdict.REJECT, "no", Invalid, "COMMENT_TOO_SHORT"),
    ],
)
async def test_who_may_not_decide_changes_nothing(
    actor: Actor, verdict: Verdict, comment: str, error: type[TasError], code: str
) -> None:
    bench, chain_id, task_id = await running()
    with pytest.raises(error) as refusal:
        await decide_task(bench.acting, actor, str(uuid4()), task_id, verdict, comment)
    assert refusal.value.code == code
    assert len(await bench.store.entries(f"chain/{chain_id}", 0, 10)) == 2


async def test_a_decision_after_the_end_names_who_closed_it() -> None:
    bench, chain_id, task_id = await running()
    await withdraw_flow(bench.acting, PARTNER, str(uuid4()), chain_id, "")
    with pytest.raises(Conflict, match="CHAIN_ENDED") as refusal:
        await decide_task(bench.acting, CHM, str(uuid4()), task_id, Verdict.APPROVE, GOOD)
    assert refusal.value.params["by"] == PARTNER.id


async def test_a_decision_before_the_start_waits_and_says_so() -> None:
    bench, chain_id, task_id = await running()
    run = bench.runs.pop(chain_id)

    async def begin(seconds: float) -> None:
        bench.runs[chain_id] = run

    object.__setattr__(bench.acting, "pause", begin)
    acted = await decide_task(bench.acting, CHM, str(uuid4()), task_id, Verdict.APPROVE, GOOD)
    assert acted.answer["status"] == "APPROVED"


async def test_a_chain_that_never_starts_is_unavailable() -> None:
    bench, _, task_id = await running()
    bench.runs.clear()
    with pytest.raises(Unavailable, match="CHAIN_NOT_STARTED"):
        await decide_task(replace(bench.acting, patience=0.0), CHM, str(uuid4()), task_id, Verdict.APPROVE, GOOD)


async def test_a_return_is_answered_by_the_starter_and_goes_on_in_the_next_round() -> None:
    bench, chain_id, task_id = await running()
    await decide_task(bench.acting, CHM, str(uuid4()), task_id, Verdict.RETURN, "who is the contact?")
    with pytest.raises(Missing, match="CHAIN_UNKNOWN"):
        await resubmit_flow(bench.acting, OTHER_PARTNER, str(uuid4()), chain_id)
    await resubmit_flow(bench.acting, PARTNER, str(uuid4()), chain_id)
    chain = (await bench.record_of(chain_id)).chain
    assert (chain.status, chain.round) == (Status.RUNNING, 2)
    assert [task.approver_id for task in chain.open_tasks()] == ["emp_chm"]
