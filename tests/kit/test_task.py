"""Background work: what died is known and logged, what stands still is stopped in time."""

import asyncio
import contextlib
import logging
import time

import pytest

from kit.task import Tasks
from tests.support.wait import until


async def forever() -> None:
    await asyncio.Event().wait()


async def failing() -> None:
    raise RuntimeError("out of luck")


async def done() -> None:
    return


async def stubborn() -> None:
    """Swallows every cancellation but the last."""
    for _ in range(2):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


async def test_what_died_is_told_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    tasks = Tasks()
    with caplog.at_level(logging.CRITICAL, "tas.task"):
        tasks.start("works", forever())
        tasks.start("fails", failing())
        tasks.start("ends", done())
        tasks.start("once", done(), once=True)
        tasks.start("fails at once", failing(), once=True)
        await until(lambda: len(caplog.records) == 3, 5)
    expected = {"works": True, "fails": False, "ends": False, "once": True, "fails at once": False}
    assert tasks.alive() == expected
    assert "out of luck" in caplog.text
    await tasks.stop(1)
    assert tasks.alive() == expected


async def test_a_task_that_somebody_else_cancelled_is_dead() -> None:
    tasks = Tasks()
    started = asyncio.Event()

    async def work() -> None:
        started.set()
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.Event().wait()

    tasks.start("cancelled", work())
    await until(lambda: not tasks.alive()["cancelled"], 5)


async def test_a_swallowed_cancellation_is_sent_again() -> None:
    tasks = Tasks()
    tasks.start("stubborn", stubborn())
    await asyncio.sleep(0)
    began = time.monotonic()
    await tasks.stop(0.6)
    assert 0.3 < time.monotonic() - began < 0.6
    assert tasks.alive() == {"stubborn": True}


async def test_what_does_not_stop_is_left_behind_in_time(caplog: pytest.LogCaptureFixture) -> None:
    free = False

    async def deaf() -> None:
        while not free:
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), 0.05)

    tasks = Tasks()
    tasks.start("deaf", deaf())
    await asyncio.sleep(0)
    await tasks.stop(0.3)
    assert "deaf did not stop within 0.3 s" in caplog.text
    free = True
