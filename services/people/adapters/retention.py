"""The retention sweep among the process's background work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from kit.task import Tasks
from services.people.app.container import People
from services.people.app.privacy.retention import run_retention


def keep_retention(web: FastAPI, tasks: Tasks, people: People, grace_days: int) -> None:
    """Begins the sweep when the process serves; /readyz tells whether it still runs."""
    inner = web.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state:
            tasks.start("retention", run_retention(people, grace_days))
            yield state

    web.router.lifespan_context = lifespan
