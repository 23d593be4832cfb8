"""`tas up`, `tas down`, `tas status`: the local suite, from a person's side. How it starts lives in `cli.suite` and
`kit.local`; what is shown once it stands in `cli.tour`."""

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.table import Table

from cli.complaint import complaint
from cli.home import SERVER_PORTS, Home, console, home
from cli.organisation import SEED, import_folder, show_report
from cli.tour import take_tour
from cli.welcome import show_addresses
from kit.local.port import PortProblem
from kit.local.server import GIVEN, listens
from tas.core.errors import TasError

app = typer.Typer()


class Unfit(Exception):
    """The settings do not fit what this verb is for; the message says which."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Says what is being done and, at its end, how long it took."""
    began = time.monotonic()
    with console.status(f"{name} …"):
        yield
    console.print(f"[green]✓[/] {name} [dim]{time.monotonic() - began:.1f} s[/]")


@app.command()
def up(
    org: Annotated[Path, typer.Option(help="folder of the organisation's CSV files", exists=True, file_okay=False)] = (
        SEED
    ),
    tour: Annotated[bool, typer.Option(help="run the guided registration")] = True,
) -> None:
    """Start the suite, import an organisation, and run one registration before your eyes."""
    began = time.monotonic()
    at = home()
    try:
        refuse_elsewhere(at)
        at.refuse_taken_ports()
        at.note_ports()
        start(at)
        asyncio.run(furnish(at, org, tour))
    except (Unfit, PortProblem) as problem:
        console.print(f"tas up: {problem}; nothing was started", markup=False)
        raise typer.Exit(1) from None
    except (RuntimeError, TasError, OSError) as problem:
        console.print(f"tas up: {complaint(problem)}", markup=False)
        console.print(f"logs: {at.folder / 'log'}; what was started goes on until `tas down`", markup=False)
        raise typer.Exit(1) from None
    show_addresses(at)
    console.print(f"up in {time.monotonic() - began:.1f} s; data in {at.folder}", markup=False)


def refuse_elsewhere(at: Home) -> None:
    """Raises Unfit where the settings are not those of a suite on one's own machine."""
    settings = at.settings()
    if settings.env == "production":
        raise Unfit("TAS_ENV is production, and this starts a suite for one's own machine; see docs/runbook.md")
    if at.foreign_issuer and not os.environ.get("TAS_OIDC_JWKS_URL"):
        raise Unfit("TAS_OIDC_ISSUER names an issuer of users; say with TAS_OIDC_JWKS_URL where its public keys are")


def start(at: Home) -> None:
    """The servers side by side; our processes as soon as store and Temporal stand. The broker, the slowest, is waited
    for when it is needed: no process waits for it."""
    at.servers.launch()
    with step("store and Temporal"):
        at.servers.wait(("store", "temporal"))
    at.suite.launch()
    with step(", ".join(at.suite.places)):
        at.suite.wait()


async def furnish(at: Home, org: Path, tour: bool) -> None:
    """The import works on the store alone; only a registration that travels needs the broker."""
    with step(f"organisation from {org}"):
        report = await import_folder(at.settings(), org)
    with step("broker"):
        at.servers.wait(("broker",))
    show_report(report)
    if tour and at.foreign_issuer:
        console.print("no guided registration: its persons have no tokens of that issuer (TAS_OIDC_ISSUER)")
    elif tour:
        await take_tour(at)


@app.command()
def down() -> None:
    """Stop exactly what `up` started; data stays."""
    at = home()
    stopped = at.suite.stop()
    stopped += [name for name in SERVER_PORTS if at.servers.processes.find(name)]
    at.servers.stop()
    console.print(f"stopped: {', '.join(stopped) or 'nothing was running'}")


@app.command()
def status() -> None:
    """Tell what runs, where, and its health. Exit code 1 when something is not well."""
    at = home()
    table = Table("process", "pid", "where", "health", "memory")
    rows = [server_row(at, name) for name in SERVER_PORTS] + [process_row(at, name) for name in at.suite.places]
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if any(row[3] not in WELL for row in rows):
        raise typer.Exit(1)


WELL = ("ready", "given, not ours")


def server_row(at: Home, name: str) -> tuple[str, str, str, str, str]:
    if os.environ.get(GIVEN[name]):
        return name, "-", GIVEN[name], "given, not ours", "-"
    ports = [at.ports[port] for port in SERVER_PORTS[name]]
    process = at.servers.processes.find(name)
    health = "not running" if process is None else "ready" if listens(ports[0]) else "not ready"
    return name, *of_process(at, name), "127.0.0.1:" + ", ".join(map(str, ports)), health, memory(at, name)


def process_row(at: Home, name: str) -> tuple[str, str, str, str, str]:
    return name, *of_process(at, name), at.suite.url(name), at.suite.fleet.health(name), memory(at, name)


def of_process(at: Home, name: str) -> tuple[str]:
    process = at.suite.processes.find(name)
    return (str(process.pid) if process else "-",)


def memory(at: Home, name: str) -> str:
    """Of the process and its children: the broker's own is a shell."""
    process = at.suite.processes.find(name)
    if process is None:
        return "-"
    total = 0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += one.memory_info().rss
    return f"{total / 2**20:.0f} MiB"
