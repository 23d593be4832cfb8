"""Starting workflows on Temporal under ids that make them one, however often and by whoever they are started."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from tas.core.errors import Unavailable

Policies = tuple[WorkflowIDConflictPolicy, WorkflowIDReusePolicy]
ONCE: Policies = (WorkflowIDConflictPolicy.USE_EXISTING, WorkflowIDReusePolicy.REJECT_DUPLICATE)
ANEW: Policies = (WorkflowIDConflictPolicy.TERMINATE_EXISTING, WorkflowIDReusePolicy.ALLOW_DUPLICATE)
START_SECONDS = 5.0
PATIENCE_SECONDS = 600.0
"""How long one start waits for a Temporal that is away. An outage must not use up an entry's tries: after the last of
them only an operator's replay would start the chain."""
PAUSE_SECONDS = 1.0
AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
log = logging.getLogger("tas.worker")


class TemporalRuns:
    """`workflows.consumer.port.Runs` on one task queue."""

    def __init__(self, client: Client, task_queue: str, patience: float = PATIENCE_SECONDS) -> None:
        self._client = client
        self._task_queue = task_queue
        self._patience = patience

    async def start(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        try:
            await self._start(workflow, id, start, ONCE)
        except WorkflowAlreadyStartedError:
            return  # it ran to its end before

    async def replace(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        await self._start(workflow, id, start, ANEW)

    async def _start(self, workflow: str, id: str, start: Mapping[str, Any], policies: Policies) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return await self._ask(workflow, id, start, policies)
            except RPCError as error:
                if error.status not in AWAY or time.monotonic() > deadline:
                    raise Unavailable("TEMPORAL_UNAVAILABLE", reason=error.status.name) from error
                log.warning("%s waits for Temporal: %s", id, error.status.name)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _ask(self, workflow: str, id: str, start: Mapping[str, Any], policies: Policies) -> None:
        conflict, reuse = policies
        await self._client.start_workflow(
            workflow,
            dict(start),
            id=id,
            task_queue=self._task_queue,
            id_conflict_policy=conflict,
            id_reuse_policy=reuse,
            rpc_timeout=timedelta(seconds=START_SECONDS),
        )
