"""`tas ops rebuild-views`: the state documents that queries read, made again from the journals where they differ."""

import asyncio
from collections.abc import Sequence
from typing import Any

import typer
from rich.table import Table

from cli.home import console, home
from kit.journal.aggregate import AggregateType
from kit.journal.rebuild import Rebuilt, rebuild
from kit.mongo.audit import MongoAudit
from kit.mongo.client import connect, database
from kit.mongo.journal import MongoStore
from kit.settings import Settings

app = typer.Typer()
SHOWN = 20


@app.command("rebuild-views")
def rebuild_views() -> None:
    """Make every state document what its journal says, beside running services. Exit code 1 when one says more."""
    found = asyncio.run(rebuild_all(home().settings()))
    table = Table("journal", "documents", "written")
    for service, done in found.items():
        table.add_row(service, str(done.looked_at), str(len(done.written)))
    console.print(table)
    for service, done in found.items():
        for aggregate in done.ahead[:SHOWN]:
            console.print(f"{service}: {aggregate} says more than its journal; see `tas verify`", markup=False)
    if any(done.ahead for done in found.values()):
        raise typer.Exit(1)


def all_kinds() -> dict[str, Sequence[AggregateType[Any]]]:
    """By service. Whole services are loaded for them, which no other verb waits for."""
    from services.approval.main import KINDS as APPROVAL_KINDS
    from services.opportunity.main import KINDS as OPPORTUNITY_KINDS
    from services.people.main import KINDS as PEOPLE_KINDS

    return {"people": PEOPLE_KINDS, "opportunity": OPPORTUNITY_KINDS, "approval": APPROVAL_KINDS}


async def rebuild_all(settings: Settings) -> dict[str, Rebuilt]:
    """By service. Raises Unavailable."""
    client = connect(settings.mongodb_url.get_secret_value())
    try:
        found = {}
        for service, kinds in all_kinds().items():
            base = database(client, settings.database(service))
            found[service] = await rebuild(MongoStore(base), MongoAudit(base), kinds)
        return found
    finally:
        client.close()
