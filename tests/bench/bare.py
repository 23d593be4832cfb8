"""The hand-written workflow that a chain is measured against: the same updates, timers, activities and appends, and
no definition, no rules, no rights."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

DECISIONS = 2
RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))


@workflow.defn(name="Bare")
class Bare:
    """Enters, then takes two decisions; each entry is read for by a local activity and appended by a normal one."""

    def __init__(self) -> None:
        self._appended = 0
        self._lock = asyncio.Lock()

    @workflow.run
    async def run(self, name: str) -> int:
        async with self._lock:
            await self._step(name, "enter")
        while self._appended <= DECISIONS:
            seen = self._appended
            try:
                await workflow.wait_condition(lambda: self._appended != seen, timeout=timedelta(hours=4))  # noqa: B023
            except TimeoutError:
                continue
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._appended

    @workflow.update(name="act")
    async def act(self, request: dict[str, Any]) -> dict[str, Any]:
        async with self._lock:
            return await self._step(request["name"], request["key"])

    async def _step(self, name: str, key: str) -> dict[str, Any]:
        await workflow.execute_local_activity("look", name, schedule_to_close_timeout=timedelta(seconds=4))
        entry = {"name": name, "version": self._appended, "key": key}
        answer: dict[str, Any] = await workflow.execute_activity(
            "append", entry, start_to_close_timeout=timedelta(seconds=10), retry_policy=RETRY
        )
        self._appended += 1
        return answer
