"""The protection timer over its ninety days, and a window that was extended meanwhile."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.testing import WorkflowEnvironment

from kit.temporal.worker import make_worker
from tas.core.codec import to_json
from tests.support.temporal import Windows
from workflows.definitions.protection import EXPIRE_ATTEMPTS, Protection

WINDOW = timedelta(days=90)
MOMENT = timedelta(minutes=1)


async def sleep_out(
    temporal: WorkflowEnvironment, windows: Windows, until: datetime
) -> tuple[dict[str, Any], list[datetime]]:
    """The run's result, and when the service was asked."""
    queue = f"protection-{uuid4()}"
    start = {"registrationId": "reg_1", "protectedTo": to_json(until)}
    async with make_worker(temporal.client, queue, [Protection], [windows.expire]):
        result = await temporal.client.execute_workflow(Protection.run, start, id=queue, task_queue=queue)
    return result, [at for _, at in windows.asked]


@pytest.mark.parametrize("expired", [True, False])
async def test_a_window_ends_after_ninety_days_by_the_service_s_word(
    temporal: WorkflowEnvironment, expired: bool
) -> None:
    until = await temporal.get_current_time() + WINDOW
    windows = Windows([{"expired": expired, "protectedTo": to_json(until)}])
    result, asked = await sleep_out(temporal, windows, until)
    assert result == {"expired": expired}
    assert len(asked) == 1
    assert timedelta() <= asked[0] - until < MOMENT


async def test_a_later_end_is_slept_on_and_asked_under_another_command(temporal: WorkflowEnvironment) -> None:
    until = await temporal.get_current_time() + WINDOW
    later = until + WINDOW
    answers = [{"expired": False, "protectedTo": to_json(later)}, {"expired": True, "protectedTo": to_json(later)}]
    windows = Windows(answers)
    result, asked = await sleep_out(temporal, windows, until)
    assert result == {"expired": True}
    assert timedelta() <= asked[1] - later < MOMENT
    assert len({id for id, _ in windows.asked}) == 2


async def test_a_service_that_is_away_for_longer_than_a_run_asks_loses_no_window(temporal: WorkflowEnvironment) -> None:
    until = await temporal.get_current_time() + WINDOW
    windows = Windows([{"expired": True, "protectedTo": to_json(until)}])
    windows.silent = EXPIRE_ATTEMPTS + 3
    result, asked = await sleep_out(temporal, windows, until)
    assert result == {"expired": True}
    assert len(asked) == EXPIRE_ATTEMPTS + 4
    assert len({id for id, _ in windows.asked}) == 1
