"""Nothing but an act or a check ends a chain's run: neither answers that are none, nor an append whose answer cannot be
read, nor a cancellation in Temporal."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tas.chain.request import ActRequest
from tas.contracts.topic import CHAIN_ACT
from tas.core.codec import to_json
from tests.support.filing import chain_of, filed
from tests.support.wait import until
from tests.workflows.test_chain_workflow import CHM, SD, Running, open_task, running, say

NONSENSE: tuple[Any, ...] = (
    None,
    [],
    {"facts": {}},
    {"facts": None, "resolutions": {}},
    {"facts": {}, "resolutions": {"channel": {"approvers": [{"name": "x"}]}}},
    {"facts": {}, "resolutions": {"channel": {"approvers": [{"id": {"a": 1}}]}}},
    {"facts": {}, "resolutions": {"channel": {"people": []}}},
)


async def alerts(run: Running) -> list[str]:
    standing: dict[str, Any] = await run.query("standing")
    return list(standing["alerts"])


async def test_answers_that_are_none_are_told_and_asked_for_again(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, nonsense=NONSENSE) as (bench, run):
        await temporal.sleep(timedelta(minutes=5))
        approval = Decide(await open_task(bench, "emp_chm"), Verdict.APPROVE, "fine")
        assert len([one for one in await alerts(run) if "an answer about approvers" in one]) == len(NONSENSE)
        assert (await say(run, "k", CHM, approval))["answer"]["status"] == "APPROVED"


async def test_a_run_that_stumbles_goes_on_as_a_new_one_after_a_pause(temporal: WorkflowEnvironment) -> None:
    async with running(temporal, owned=True, unreadable=2) as (bench, run):
        await temporal.sleep(timedelta(minutes=1))
        approval = Decide(await open_task(bench, "emp_chm"), Verdict.APPROVE, "fine")
        assert (await say(run, "k1", CHM, approval))["answer"]["version"] == 3
        now = await run.describe()
        assert (now.status, now.run_id != run.first_execution_run_id) == (WorkflowExecutionStatus.RUNNING, True)
        assert [one for one in await alerts(run) if one == "ValueError at advance"]
        last = Decide(await open_task(bench, "emp_sd"), Verdict.APPROVE, "fine")
        assert (await say(run, "k2", SD, last))["answer"]["status"] == "APPROVED"
        assert (await bench.record_of(chain_of(filed()))).chain.version == 4, "nothing stands twice"


async def test_an_act_that_is_none_is_refused_and_changes_nothing(temporal: WorkflowEnvironment) -> None:
    async with running(temporal) as (bench, run):
        task = await open_task(bench, "emp_chm")
        before = (await run.describe()).run_id
        broken = to_json(ActRequest("k", "d", CHM, Decide(task, Verdict.APPROVE, "fine"))) | {"act": {"$": "Decide"}}
        refusal = await _refused(run, broken)
        assert "ACT_MALFORMED" in refusal
        assert (await run.describe()).run_id == before
        assert (await say(run, "k", CHM, Decide(task, Verdict.APPROVE, "fine")))["answer"]["status"] == "APPROVED"


async def test_a_cancellation_in_temporal_ends_no_chain(temporal: WorkflowEnvironment) -> None:
    async with running(temporal) as (bench, run):
        task = await open_task(bench, "emp_chm")
        await run.cancel()
        await until(lambda: _told(run, "cancellation"), 15, "it is told")
        assert (await say(run, "k", CHM, Decide(task, Verdict.APPROVE, "fine")))["answer"]["status"] == "APPROVED"


async def _told(run: Running, word: str) -> bool:
    return any(word in one for one in await alerts(run))


async def _refused(run: Running, request: dict[str, Any]) -> str:
    try:
        await run.execute_update(CHAIN_ACT, request, id=str(uuid4()))
    except Exception as problem:
        return repr(problem.__cause__)
    return ""
