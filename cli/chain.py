"""`tas ops lost-chains` and `tas ops rebuild-chain`: chains that the journal says are under way and that no run of
Temporal drives any more (somebody terminated it, its history was lost), and how such a chain is given a fresh run."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.table import Table
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from cli.home import console, home
from kit.journal.command import caused_command
from kit.journal.ledger import Ledger
from kit.journal.port import VersionTaken
from kit.mongo.client import answering, connect, database
from kit.mongo.journal import MongoStore
from kit.settings import Settings
from kit.temporal.client import connect as connect_temporal
from services.approval.domain.chain import CHAIN
from tas.chain.state import Status
from tas.contracts.chain import ChainRebuilt
from tas.contracts.topic import chain_workflow_id
from tas.core.actor import service
from tas.core.errors import Conflict, Missing, Unavailable

app = typer.Typer()
OPERATOR = service("operator")
UNDER_WAY = [Status.RUNNING.value, Status.RETURNED.value]
ATTEMPTS = 8
TOGETHER = 20


@app.command("lost-chains")
def lost() -> None:
    """List chains under way that have no run. Exit code 1 when there are any."""
    found = asyncio.run(lost_chains(home().settings()))
    table = Table("chain", "its run")
    for chain_id, how in found.items():
        table.add_row(chain_id, how)
    console.print(table if found else "every chain under way has its run")
    if found:
        raise typer.Exit(1)


@app.command("rebuild-chain")
def rebuild(
    chain_id: Annotated[str, typer.Argument(help="as `tas ops lost-chains` shows it")],
    reason: Annotated[str, typer.Option(help="why, for the chain's history")] = "by an operator",
) -> None:
    """Give a chain a fresh run, made from its journal. A run that it still has is ended."""
    epoch = asyncio.run(rebuild_chain(home().settings(), chain_id, reason))
    console.print(f"{chain_id} is run anew within seconds, as its epoch {epoch}", markup=False)


async def lost_chains(settings: Settings) -> dict[str, str]:
    """Chain → what its run is: MISSING, or how it was closed. Raises Unavailable."""
    temporal = await connect_temporal(settings.temporal_address, settings.temporal_namespace)
    client = connect(settings.mongodb_url.get_secret_value())
    found: dict[str, str] = {}
    try:
        rows = database(client, settings.database("approval"))[f"state_{CHAIN.name}"]
        async with answering():
            ids = [str(row["_id"]) async for row in rows.find({"status": {"$in": UNDER_WAY}}, {"_id": 1})]
    finally:
        client.close()
    for first in range(0, len(ids), TOGETHER):
        some = ids[first : first + TOGETHER]
        states = await asyncio.gather(*(_run_of(temporal, one) for one in some))
        found |= {one: state for one, state in zip(some, states, strict=True) if state}
    return found


async def rebuild_chain(settings: Settings, chain_id: str, reason: str) -> int:
    """Says so in the chain's journal: its new epoch. The worker reads it there and starts the run. Raises Missing
    CHAIN_UNKNOWN, Conflict CHAIN_ENDED, Unavailable."""
    client = connect(settings.mongodb_url.get_secret_value())
    ledger = Ledger(MongoStore(database(client, settings.database("approval"))))
    try:
        for _ in range(ATTEMPTS):
            loaded = await ledger.load(CHAIN, chain_id)
            chain = loaded.state.chain
            if loaded.version == 0:
                raise Missing("CHAIN_UNKNOWN", chain=chain_id)
            if chain.ended:
                raise Conflict("CHAIN_ENDED", chain=chain_id, outcome=chain.status.value, by=chain.last_by)
            epoch = loaded.state.epoch + 1
            command = caused_command(OPERATOR, str(uuid4()), datetime.now(UTC))
            try:
                await ledger.append_on(CHAIN, chain_id, loaded, command, (ChainRebuilt(chain_id, epoch, reason),), {})
            except VersionTaken:
                continue
            return epoch
        raise Unavailable("BUSY", aggregate=f"{CHAIN.name}/{chain_id}")
    finally:
        client.close()


async def _run_of(temporal: Client, chain_id: str) -> str:
    """'' while it runs."""
    try:
        status = (await temporal.get_workflow_handle(chain_workflow_id(chain_id)).describe()).status
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return "MISSING"
        raise Unavailable("TEMPORAL_UNAVAILABLE", reason=error.status.name) from error
    return "" if status is None or status is WorkflowExecutionStatus.RUNNING else status.name
