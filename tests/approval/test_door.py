"""The door to running chains on a real Temporal, with a stand-in for the chain's workflow."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from kit.local.server import Addresses
from kit.temporal.client import connect
from services.approval.adapters.door import TemporalDoor
from services.approval.app.port import NotRunning
from tas.chain.decide import Withdraw
from tas.chain.request import ActRequest
from tas.contracts.topic import CHAIN_ACT, chain_workflow_id
from tas.core.actor import Actor, ActorKind
from tas.core.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.server
STARTER = Actor(ActorKind.PARTNER, "pus_1", partner="ptn_1")
CLOSED = {
    "class": "Conflict",
    "code": "TASK_CLOSED",
    "field": ["taskId"],
    "params": {"task": "t", "by": "b", "how": "h"},
}


@workflow.defn(name="StandIn")
class StandIn:
    """Takes one Update as the chain does; what it answers is said by the comment of the act."""

    def __init__(self) -> None:
        self.over = False

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.over)

    @workflow.update(name=CHAIN_ACT, unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def act(self, request: dict[str, Any]) -> dict[str, Any]:
        match request["act"]["comment"]:
            case "refuse":
                return {"refused": CLOSED}
            case "end meanwhile":
                self.over = True
                await workflow.sleep(timedelta(hours=1))
            case "end":
                self.over = True
            case "fail":
                raise ApplicationError("failed", type="Strange", non_retryable=True)
        return {"answer": {"chainId": workflow.info().workflow_id, "version": 3, "key": request["command_key"]}}

    @act.validator
    def _acceptable(self, request: dict[str, Any]) -> None:
        if request["act"]["comment"] == "malformed":
            refusal = {"class": "Invalid", "code": "ACT_MALFORMED", "field": [], "params": {"reason": "shape"}}
            raise ApplicationError("malformed", refusal, type="ACT_MALFORMED", non_retryable=True)


def request(comment: str = "") -> ActRequest:
    return ActRequest("k1", "d", STARTER, Withdraw(comment))


def connecting(servers: Addresses) -> Callable[[], Awaitable[Client]]:
    return lambda: connect(servers.temporal_address, "default")


@asynccontextmanager
async def running(servers: Addresses, working: bool = True) -> AsyncIterator[str]:
    """The chain id of a stand-in that runs; with `working` False no worker is there."""
    client, chain_id, queue = await connecting(servers)(), f"chn_{uuid4().hex}", f"door-{uuid4()}"
    run = await client.start_workflow("StandIn", id=chain_workflow_id(chain_id), task_queue=queue)
    if not working:
        yield chain_id
    else:
        async with Worker(client, task_queue=queue, workflows=[StandIn], workflow_runner=UnsandboxedWorkflowRunner()):
            yield chain_id
    if (await run.describe()).close_time is None:
        await run.terminate()


async def test_an_act_is_answered_each_time_under_a_new_update(servers: Addresses) -> None:
    door = TemporalDoor(connecting(servers), 10.0)
    async with running(servers) as chain_id:
        for _ in range(2):
            answer = await door.act(chain_id, request())
            assert answer == {"chainId": f"chain/{chain_id}", "version": 3, "key": "k1"}
        client = await connecting(servers)()
        history = await client.get_workflow_handle(chain_workflow_id(chain_id)).fetch_history()
    accepted = [event.WhichOneof("attributes") for event in history.events]
    assert accepted.count("workflow_execution_update_accepted_event_attributes") == 2


async def test_a_refusal_is_raised_again_with_its_class_and_params(servers: Addresses) -> None:
    door = TemporalDoor(connecting(servers), 10.0)
    async with running(servers) as chain_id:
        with pytest.raises(Conflict) as refusal:
            await door.act(chain_id, request("refuse"))
        assert (refusal.value.code, refusal.value.field) == ("TASK_CLOSED", ("taskId",))
        assert refusal.value.params["by"] == "b"
        with pytest.raises(Invalid, match="ACT_MALFORMED"):
            await door.act(chain_id, request("malformed"))
        with pytest.raises(Unavailable, match="TEMPORAL_UNAVAILABLE"):
            await door.act(chain_id, request("fail"))


@pytest.mark.parametrize("comment", ["end", "end meanwhile"])
async def test_a_run_that_is_over_takes_no_acts(servers: Addresses, comment: str) -> None:
    door = TemporalDoor(connecting(servers), 10.0)
    async with running(servers) as chain_id:
        if comment == "end":
            await door.act(chain_id, request(comment))
            client = await connecting(servers)()
            await client.get_workflow_handle(chain_workflow_id(chain_id)).result()
        with pytest.raises(NotRunning):
            await door.act(chain_id, request(comment))


async def test_a_chain_that_never_ran_takes_no_acts(servers: Addresses) -> None:
    with pytest.raises(NotRunning):
        await TemporalDoor(connecting(servers), 10.0).act(f"chn_{uuid4().hex}", request())


async def test_a_silent_worker_is_waited_for_only_so_long(servers: Addresses) -> None:
    door = TemporalDoor(connecting(servers), 0.5)
    async with running(servers, working=False) as chain_id:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="CHAIN_SLOW"):
            await door.act(chain_id, request())
        assert time.monotonic() - began < 3


async def test_a_caller_that_ends_ends(servers: Addresses) -> None:
    door = TemporalDoor(connecting(servers), 30.0)
    async with running(servers, working=False) as chain_id:
        acting = asyncio.create_task(door.act(chain_id, request()))
        await asyncio.wait({acting}, timeout=0.3)
        acting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await acting


async def test_it_connects_with_the_first_act_and_again_until_it_succeeds(servers: Addresses) -> None:
    tried: list[str] = []

    async def connect_late() -> Client:
        tried.append("try")
        if len(tried) == 1:
            raise Unavailable("TEMPORAL_UNAVAILABLE", reason="planted")
        return await connecting(servers)()

    door = TemporalDoor(connect_late, 10.0)
    assert tried == []
    async with running(servers) as chain_id:
        with pytest.raises(Unavailable, match="planted"):
            await door.act(chain_id, request())
        for _ in range(2):
            assert (await door.act(chain_id, request()))["version"] == 3
    assert len(tried) == 2
