"""`tas up`, `tas down`, `tas status`: the local servers, from a person's side. How they start lives in `kit.local`."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from kit.local.port import PortProblem, ports, refuse_taken
from kit.local.server import Ports, Servers, listens

app = typer.Typer()
console = Console(soft_wrap=True)

SERVERS: dict[str, tuple[str, Callable[[Ports], dict[str, int]]]] = {
    "store": ("TAS_MONGODB_URL", lambda p: {"STORE": p.store}),
    "broker": (
        "TAS_AMQP_URL",
        lambda p: {
            "AMQP": p.amqp,
            "AMQP_MANAGEMENT": p.amqp_management,
            "AMQP_DISTRIBUTION": p.amqp_distribution,
        },
    ),
    "temporal": ("TAS_TEMPORAL_ADDRESS", lambda p: {"TEMPORAL": p.temporal, "TEMPORAL_UI": p.temporal_ui}),
}
"""Server → the setting that gives one instead, and the ports that ours listens on."""


def state_folder() -> Path:
    """Where data, logs and records of the running processes are: `TAS_HOME`, else `.tas` in the checkout."""
    return Path(os.environ.get("TAS_HOME") or Path(__file__).resolve().parents[1] / ".tas").resolve()


@app.command()
def up() -> None:
    """Start the store, the broker and Temporal, and wait until each is ready."""
    began = time.monotonic()
    try:
        chosen = ports()
        servers = Servers(state_folder(), chosen)
        for name, (given, takes) in SERVERS.items():
            if not os.environ.get(given) and not servers.processes.find(name):
                refuse_taken(takes(chosen))
        addresses = servers.start()
    except (PortProblem, RuntimeError) as problem:
        console.print(f"tas up: {problem} (logs: {state_folder() / 'log'})")
        raise typer.Exit(1) from None
    console.print(f"ready in {time.monotonic() - began:.1f} s; data in {state_folder()}")
    # A given address may hold a password: name its setting instead of showing it.
    for (given, _), address in zip(
        SERVERS.values(), (addresses.mongodb_url, addresses.amqp_url, addresses.temporal_address), strict=True
    ):
        console.print(f"{given}: {'as set' if os.environ.get(given) else address}")


@app.command()
def down() -> None:
    """Stop exactly what `up` started; data stays."""
    servers = Servers(state_folder(), ports())
    running = [name for name in SERVERS if servers.processes.find(name)]
    servers.stop()
    console.print(f"stopped: {', '.join(running) or 'nothing was running'}")


@app.command()
def status() -> None:
    """Tell what runs, where, and whether it answers. Exit code 1 when something does not."""
    chosen = ports()
    processes = Servers(state_folder(), chosen).processes
    table = Table("server", "pid", "ports", "health")
    well = True
    for name, (given, takes) in SERVERS.items():
        process = processes.find(name)
        if os.environ.get(given):
            table.add_row(name, "-", given, "given, not ours")
            continue
        places = takes(chosen)
        answers = process is not None and listens(next(iter(places.values())))
        well = well and answers
        health = "answers" if answers else "does not answer" if process else "not running"
        table.add_row(name, str(process.pid) if process else "-", ", ".join(map(str, places.values())), health)
    console.print(table)
    if not well:
        raise typer.Exit(1)
