"""A Temporal that skips time (the Java test server), and the worker's activities over memory."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.testing import WorkflowEnvironment

from kit.journal.seal import entry_to_json
from kit.local.tool import TEST_SERVER
from kit.temporal.error import to_temporal
from tas.core.codec import from_json
from tas.core.errors import TasError, Unavailable
from tests.support.running import ApprovalBench
from workflows.definitions.interpreter import Question


@asynccontextmanager
async def skipping(folder: Path) -> AsyncIterator[WorkflowEnvironment]:
    """Starts the test server by a wrapper, since it comes as jars; stopped at the end."""
    wrapper = folder / "test-server"
    wrapper.write_text(f"#!/bin/sh\nexec java -cp '{TEST_SERVER}/lib/*' io.temporal.testserver.TestServer \"$@\"\n")
    wrapper.chmod(0o755)
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(wrapper), test_server_startup_timeout=timedelta(seconds=30)
    )
    try:
        yield environment
    finally:
        await environment.shutdown()


class BenchActivities:
    """The chain's two activities over a bench, with the test's own organisation."""

    def __init__(self, bench: ApprovalBench) -> None:
        self._bench = bench
        self.consulted = 0
        self.silent = 0
        """So many next consultations fail, as when a service is away."""
        self.nonsense: list[Any] = []
        """What the next consultations are answered with."""
        self.unreadable = 0
        """So many next appends stand and are answered with something that is no answer."""

    @activity.defn(name="consult")
    async def consult(self, question: dict[str, Any]) -> dict[str, Any]:
        self.consulted += 1
        if self.silent:
            self.silent -= 1
            raise to_temporal(Unavailable("CALL_FAILED", service="people", reason="no connection"))
        if self.nonsense:
            answered: dict[str, Any] = self.nonsense.pop(0)
            return answered
        read: Question = from_json(Question, question)
        answer = await self._bench.world.consult(read)
        assert answer is not None
        return {"facts": dict(answer.facts), "resolutions": dict(answer.resolutions)}

    @activity.defn(name="record")
    async def record(self, entry: dict[str, Any]) -> dict[str, Any]:
        try:
            done = dict(await self._bench.world.record(entry))
        except TasError as error:
            raise to_temporal(error) from error
        if self.unreadable:
            self.unreadable -= 1
            return {"recorded": True, "version": "next"}
        return done

    def all(self) -> list[Callable[..., Any]]:
        return [self.consult, self.record]


class Windows:
    """The opportunity service's side of a protection timer: what it answers, and when it was asked."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, datetime]] = []
        self.silent = 0
        """So many next questions are not answered."""

    @activity.defn(name="expire")
    async def expire(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((request["commandId"], activity.info().current_attempt_scheduled_time))
        if self.silent:
            self.silent -= 1
            raise to_temporal(Unavailable("CALL_FAILED", service="opportunity", reason="no connection"))
        return self.answers.pop(0)


def days(count: int) -> timedelta:
    return timedelta(days=count)


async def entries_of(bench: ApprovalBench, chain_id: str) -> list[dict[str, Any]]:
    return [entry_to_json(entry) for entry in await bench.store.entries(f"chain/{chain_id}", 0, 100)]
