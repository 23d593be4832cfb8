"""Waiting for a condition with a deadline: tests never sleep and hope."""

import asyncio
import inspect
import time
from collections.abc import Callable
from typing import Any


async def until(condition: Callable[[], Any], seconds: float, what: str = "") -> Any:
    """The first truthy value of the condition, asked every 20 ms. Fails the test after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        value = await value if inspect.isawaitable(value) else value
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        await asyncio.sleep(0.02)
