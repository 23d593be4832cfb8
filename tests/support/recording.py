"""Records a chain's history for the replay test: `python -m tests.support.recording workflows/replays/NAME.json`.

Run it when a chain's code gains a path worth keeping; older recordings stay, since every release must replay them.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from tas.chain.decide import Decide
from tas.chain.event import Verdict
from tests.support.temporal import skipping
from tests.workflows.test_chain_workflow import CHM, SD, open_task, running, say


async def record() -> dict[str, Any]:
    """A registration chain with a refused act and two approvals, to its end."""
    with tempfile.TemporaryDirectory() as folder:
        async with skipping(Path(folder)) as temporal, running(temporal, owned=True) as (bench, run):
            first = await open_task(bench, "emp_chm")
            await say(run, "k0", SD, Decide(first, Verdict.APPROVE))
            await say(run, "k1", CHM, Decide(first, Verdict.APPROVE, "fine"))
            await say(run, "k2", SD, Decide(await open_task(bench, "emp_sd"), Verdict.APPROVE, "fine"))
            await run.result()
            return anonymous(await run.fetch_history())


def anonymous(history: WorkflowHistory) -> dict[str, Any]:
    """The history without the names of the machine that recorded it."""

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: "recorder" if key == "identity" else clean(item) for key, item in value.items()}
        return [clean(item) for item in value] if isinstance(value, list) else value

    found: dict[str, Any] = clean(json.loads(history.to_json()))
    return found


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(record()), indent=1, ensure_ascii=False) + "\n")
