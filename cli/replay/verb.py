"""`tas replay`: the verb."""

import asyncio
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer

from cli.complaint import complaint
from cli.home import console, home
from cli.person import Unexpected
from cli.replay.log import read_log
from cli.replay.run import Log, Report, replay, spread, understand
from cli.replay.tell import tell, tell_definition, write_cases
from kit.local.port import PortProblem
from tas.core.errors import TasError

app = typer.Typer()
AT_ONCE = 24
LARGEST_SEED = 2**31


@app.command("replay")
def replay_(
    file: Annotated[Path, typer.Argument(help="an XES log, plain or gzipped", exists=True, dir_okay=False)],
    limit: Annotated[int | None, typer.Option(help="cases, spread evenly over the log", min=1)] = None,
    seed: Annotated[int | None, typer.Option(help="of the negative control; drawn when none is given")] = None,
    at_once: Annotated[int, typer.Option(help="cases under way at the same time", min=1, max=200)] = AT_ONCE,
    lines: Annotated[Path | None, typer.Option(help="where one line for each case is written")] = None,
) -> None:
    """Replay a log of approvals on a suite of its own, through the API. Exit code 1 when a case differs from the log,
    too many cannot be replayed, or an altered one goes unnoticed."""
    try:
        log = understand(tuple(read_log(file)))
        tell_definition(log)
        report = asyncio.run(
            _replay(log, limit, SystemRandom().randrange(LARGEST_SEED) if seed is None else seed, at_once)
        )
    except (Unexpected, TasError, PortProblem, RuntimeError, OSError) as problem:
        console.print(f"tas replay: {complaint(problem)}", markup=False)
        raise typer.Exit(2) from None
    tell(report)
    written = lines or home().folder / "replay" / f"{file.name.partition('.')[0]}.csv"
    write_cases(report, written)
    console.print(f"one line for each case: {written}", markup=False)
    if not report.good:
        raise typer.Exit(1)


async def _replay(log: Log, limit: int | None, seed: int, at_once: int) -> Report:
    # Here and not above: the services are loaded, which other verbs need not wait for.
    from cli.replay.own import own_suite

    cases = spread(log.cases, limit)
    console.print(f"{len(cases)} of {len(log.cases)} cases, {at_once} at once; seed {seed}", markup=False)
    async with own_suite(log.shape) as players:
        return await replay(log, players, cases, seed, at_once, lambda text: console.print(text, markup=False))
