"""Running cells one after another on one stage, and counting at the end what clients were told against the journals."""

import traceback
from collections.abc import Callable, Sequence

from tests.faults.cell import Hit, run_cell
from tests.faults.step import Step
from tests.faults.table import Results
from tests.support.checker import Count, check
from tests.support.stage import Stage
from tests.support.wait import until

SETTLE_SECONDS = 60.0


async def run_cells(stage: Stage, cells: Sequence[tuple[Step, Hit]], say: Callable[[str], None]) -> Results:
    """Every cell, also after one has failed."""
    results = Results()
    for number, (step, hit) in enumerate(cells, 1):
        try:
            results.seconds[step.name, hit] = await run_cell(stage, step, hit)
            say(f"[{number}/{len(cells)}] {step.name} / {hit}: {results.seconds[step.name, hit]:.1f} s")
        except Exception as problem:
            results.failures[step.name, hit] = "".join(traceback.format_exception(problem)[-3:])
            say(f"[{number}/{len(cells)}] {step.name} / {hit}: FAILED {problem!r}")
            stage.suite.start()
    return results


async def settled(stage: Stage) -> Count:
    """The count once nothing is on its way any more: all is fed, nothing is parked, every effect has come."""

    async def quiet() -> bool:
        return await stage.scene.unfed() == 0 and await stage.scene.parked() == []

    async def whole() -> Count | None:
        count = check(stage.log.calls, await stage.scene.entries())
        return None if count.lost else count

    await until(quiet, SETTLE_SECONDS, "every entry is fed and none is parked")
    try:
        found: Count = await until(whole, SETTLE_SECONDS, "every effect has come")
        return found
    except AssertionError:
        return check(stage.log.calls, await stage.scene.entries())
