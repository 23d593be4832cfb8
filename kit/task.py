"""Background work of a process, each piece under a name: whether it still runs, and how all of it ends in time."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Mapping
from functools import partial
from typing import Any

log = logging.getLogger("tas.task")
ROUNDS = 3
"""How often a task is cancelled while stopping: a driver may swallow a cancellation in the middle of its own work."""


class Tasks:
    """A piece that ends by itself is dead, which is logged and told by `alive`; unless it was started with `once`."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._dead: set[str] = set()
        self._stopping = False

    def start(self, name: str, work: Coroutine[Any, Any, None], *, once: bool = False) -> None:
        """Runs `work` under a name of its own. `once`: it may return, only not raise."""
        task = self._tasks[name] = asyncio.create_task(work, name=name)
        task.add_done_callback(partial(self._ended, name, once))

    def alive(self) -> Mapping[str, bool]:
        """Each piece by name, and whether it does what it was started for."""
        return {name: name not in self._dead for name in self._tasks}

    async def stop(self, seconds: float) -> None:
        """Cancels everything and waits at most `seconds`; what does not end is logged and left behind."""
        self._stopping = True
        await end(self._tasks.values(), seconds)

    def _ended(self, name: str, once: bool, task: asyncio.Task[None]) -> None:
        problem = None if task.cancelled() else task.exception()
        if self._stopping or (once and problem is None and not task.cancelled()):
            return
        self._dead.add(name)
        log.critical("%s has died", name, exc_info=problem)


async def end(tasks: Iterable[asyncio.Task[None]], seconds: float) -> None:
    """Cancels the tasks, again where a cancellation was swallowed, and waits at most `seconds` in all."""
    left = {task for task in tasks if not task.done()}
    for _ in range(ROUNDS):
        for task in left:
            task.cancel()
        if left:
            _, left = await asyncio.wait(left, timeout=seconds / ROUNDS)
    for task in left:
        log.error("%s did not stop within %s s", task.get_name(), seconds)
