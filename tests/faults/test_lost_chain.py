"""A chain whose run was taken away in Temporal is found, and goes on from its journal in a fresh run."""

from uuid import uuid4

import pytest

from cli.chain import lost_chains, rebuild_chain
from kit.temporal.client import connect
from tas.contracts.topic import chain_workflow_id
from tas.core.errors import Conflict, Missing
from tests.faults.cell import JOURNEY_SECONDS, look
from tests.support.scene import way_of
from tests.support.stage import Stage, filing, fresh_code, settings_of
from tests.support.wait import until

pytestmark = pytest.mark.fault


async def test_a_chain_without_a_run_is_found_and_run_anew(stage: Stage) -> None:
    settings, partner, approver = settings_of(stage.suite), await stage.partner(), await stage.employee()
    code, command = fresh_code(), str(uuid4())
    way = way_of(partner.owner, command, code, "GTX", "East")
    await partner.file(command, filing(code))

    async def task() -> str:
        chains = (await look(approver, way.registration)).get("chains", ())
        tasks = (task for chain in chains for task in chain["tasks"] if task["approver"]["id"] == approver.owner)
        return next((str(one["id"]) for one in tasks if one["status"] == "OPEN"), "")

    mine = await until(task, JOURNEY_SECONDS, "a task")
    temporal = await connect(settings.temporal_address, settings.temporal_namespace)
    await temporal.get_workflow_handle(chain_workflow_id(way.chain)).terminate()
    assert (await lost_chains(settings)).get(way.chain) == "TERMINATED"
    assert await rebuild_chain(settings, way.chain, "its run was terminated") == 1

    async def found_again() -> bool:
        return way.chain not in await lost_chains(settings)

    await until(found_again, 30, "a run of it")
    decided = await approver.decide(str(uuid4()), mine, "APPROVE")
    assert not decided["errors"], decided

    async def grade() -> str:
        return str(((await look(approver, way.registration)).get("opportunity") or {}).get("grade", ""))

    assert await until(grade, JOURNEY_SECONDS, "an opportunity") == "E"
    with pytest.raises(Conflict, match="CHAIN_ENDED"):
        await rebuild_chain(settings, way.chain, "once more")


async def test_a_chain_that_nobody_submitted_is_not_rebuilt(stage: Stage) -> None:
    with pytest.raises(Missing, match="CHAIN_UNKNOWN"):
        await rebuild_chain(settings_of(stage.suite), f"chn_{uuid4().hex}", "never was")
