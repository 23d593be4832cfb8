"""`tas verify`: whether the journals are what they say they are, each entry, each chain, each feed.

The end of a feed can only be missed by comparison with a checkpoint that left the store: `--checkpoint FILE` compares
with the one written there before and writes the new one.
"""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.complaint import complaint
from cli.home import console, home
from kit.journal.verify import Checkpoint, Fault, verify_journal
from kit.mongo.audit import MongoAudit
from kit.mongo.client import connect, database
from kit.settings import SERVICES, Settings
from tas.core.errors import TasError

app = typer.Typer()
SHOWN = 20


@app.command("verify")
def verify(
    checkpoint: Annotated[Path | None, typer.Option(help="compare with this file, then write it anew")] = None,
) -> None:
    """Walk every journal and its feed by their hash chains. Exit code 1 when a fault is found; then the checkpoint
    file stays as it is."""
    try:
        known = read_checkpoints(checkpoint) if checkpoint else {}
        found = asyncio.run(verify_all(home().settings(), known))
    except (TasError, ValueError) as problem:
        console.print(f"tas verify: {complaint(problem)}", markup=False)
        raise typer.Exit(2) from None
    table = Table("journal", "entries in the feed", "faults")
    for service, (faults, end) in found.items():
        table.add_row(service, str(end.position), str(len(faults)))
    console.print(table)
    for service, (faults, _) in found.items():
        for fault in faults[:SHOWN]:
            console.print(f"{service}: {fault.code} at {fault.place}", markup=False)
    if any(faults for faults, _ in found.values()):
        raise typer.Exit(1)
    if checkpoint:
        try:
            write_checkpoints(checkpoint, {service: end for service, (_, end) in found.items()})
        except OSError as problem:
            console.print(f"tas verify: {complaint(problem)}", markup=False)
            raise typer.Exit(2) from None


async def verify_all(settings: Settings, known: dict[str, Checkpoint]) -> dict[str, tuple[list[Fault], Checkpoint]]:
    """By service: the faults, and the end that was reached. Raises Unavailable."""
    client = connect(settings.mongodb_url.get_secret_value())
    try:
        return {
            service: await verify_journal(MongoAudit(database(client, settings.database(service))), known.get(service))
            for service in SERVICES
        }
    finally:
        client.close()


def read_checkpoints(file: Path) -> dict[str, Checkpoint]:
    """What the file holds; nothing when there is none yet. Raises ValueError when it cannot be read."""
    if not file.exists():
        return {}
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {service: Checkpoint(int(row["position"]), str(row["hash"])) for service, row in rows.items()}
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise ValueError(f"{file} is no checkpoint file") from error


def write_checkpoints(file: Path, ends: dict[str, Checkpoint]) -> None:
    rows = {service: {"position": end.position, "hash": end.hash} for service, end in ends.items()}
    file.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
