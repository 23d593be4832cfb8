"""`make faults`: the whole table on a suite of its own. Fails on an empty cell, on a loss and on a double."""

import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.faults.run import run_cells, settled
from tests.faults.table import drawn, whole
from tests.support.stage import running_stage

console = Console(width=200)


async def main() -> int:
    """The exit code: 0 when every cell was run and nothing was lost or doubled."""
    cells = whole()
    with tempfile.TemporaryDirectory(prefix="tas-faults-", ignore_cleanup_errors=True) as folder:
        async with running_stage(Path(folder)) as stage:
            results = await run_cells(stage, cells, lambda line: console.print(line, markup=False))
            count = await settled(stage)
    console.print(drawn(results, cells))
    for place, failure in results.failures.items():
        console.print(f"{place[0]} / {place[1]}: {failure}", markup=False)
    empty = results.empty(cells)
    console.print(f"cells {len(cells)}, run {len(cells) - len(empty)}, empty {len(empty)}")
    console.print(
        f"acknowledged {count.acknowledged}, lost {len(count.lost)}, duplicated {len(count.duplicated)}, "
        f"contradicted {len(count.contradicted)}"
    )
    for line in (*count.lost, *count.duplicated, *count.contradicted):
        console.print(line, markup=False)
    return 0 if not empty and count.clean else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
