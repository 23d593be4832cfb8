"""From the approval service's journal to a running chain, through real processes: one run, whatever comes how often."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from kit.journal.ledger import Ledger
from kit.local.server import Addresses
from kit.mongo import client as mongo
from kit.mongo.journal import MongoStore
from kit.mongo.position import MongoPositions
from kit.temporal.client import connect
from services.approval.app.submit import Submitting, submit_for_registration
from tas.contracts.topic import chain_workflow_id
from tas.core.calendar import round_the_clock
from tas.flows.loader import catalogue
from tests.support.child import Process
from tests.support.filing import chain_of, filed
from tests.support.wait import until

pytestmark = pytest.mark.server
CHAIN = chain_of(filed())
CONSUMER = "workflows<approval"


async def run_of(client: Client) -> str | None:
    """The id of the chain's run, once there is one."""
    try:
        return (await client.get_workflow_handle(chain_workflow_id(CHAIN)).describe()).run_id
    except RPCError:
        return None


async def submit(store: MongoStore) -> None:
    """As the approval service does because of a filing; its process finds the entry by its sweep."""
    await store.prepare()
    flows = Submitting(Ledger(store), catalogue(), lambda _: round_the_clock(), lambda: datetime.now(UTC))
    await submit_for_registration(flows, filed())


async def test_a_submitted_chain_runs_once_also_for_a_worker_that_forgot(servers: Addresses, tmp_path: Path) -> None:
    databases = f"started_{uuid4().hex[:8]}"
    approval = Process("approval", "services.approval.main", servers, tmp_path, databases)
    worker = Process("worker", "workflows.main", servers, tmp_path, databases)
    worker.env |= {f"TAS_{name}_URL": approval.url for name in ("OPPORTUNITY", "PEOPLE", "APPROVAL")}
    driver = mongo.connect(servers.mongodb_url)
    memory = mongo.database(driver, f"{databases}_workflows")
    temporal = await connect(servers.temporal_address, "default")

    async def handled() -> bool:
        return await MongoPositions(memory).handled(CONSUMER, f"chain/{CHAIN}") >= 1

    try:
        await submit(MongoStore(mongo.database(driver, f"{databases}_approval")))
        await approval.start()
        await worker.start()
        run = await until(lambda: run_of(temporal), 40, "the run of the chain")
        await until(handled, 10, "the entry to be handled")
        assert await worker.stop() == 0
        await driver.drop_database(memory.name)
        await worker.start()
        await until(handled, 40, "the entry to be handled again")
        assert await run_of(temporal) == run
        assert await worker.stop() == 0
    finally:
        await worker.kill()
        await approval.kill()
        driver.close()
        with contextlib.suppress(RPCError):
            await temporal.get_workflow_handle(chain_workflow_id(CHAIN)).terminate("the test is over")
