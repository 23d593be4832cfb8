"""Recorded histories replay on today's code; one that today's code would not have written is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from kit.temporal.worker import workflow_runner
from workflows.definitions.chain import Chain
from workflows.definitions.protection import Protection
from workflows.definitions.verification import Verification

FOLDER = Path(__file__).resolve().parents[2] / "workflows" / "replays"
GOOD = sorted(path for path in FOLDER.glob("*.json") if not path.stem.startswith("broken"))
BROKEN = sorted(FOLDER.glob("broken*.json"))


async def replay(history: dict[str, Any]) -> None:
    replayer = Replayer(workflows=[Chain, Protection, Verification], workflow_runner=workflow_runner())
    await replayer.replay_workflow(WorkflowHistory.from_json("recorded", history))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await replay(json.loads(path.read_text()))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
async def test_a_broken_history_is_found(path: Path) -> None:
    with pytest.raises(NondeterminismError):
        await replay(json.loads(path.read_text()))


def test_both_kinds_are_there() -> None:
    assert GOOD and BROKEN
