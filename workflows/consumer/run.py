"""Starting workflows on Temporal under ids that make them one, however often and by whoever they are started."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from tas.core.errors import Unavailable

START_SECONDS = 5.0


class TemporalRuns:
    """`workflows.consumer.port.Runs` on one task queue."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def start(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        try:
            await self._start(
                workflow,
                id,
                start,
                WorkflowIDConflictPolicy.USE_EXISTING,
                WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            return  # it ran to its end before

    async def replace(self, workflow: str, id: str, start: Mapping[str, Any]) -> None:
        await self._start(
            workflow,
            id,
            start,
            WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        )

    async def _start(
        self,
        workflow: str,
        id: str,
        start: Mapping[str, Any],
        conflict: WorkflowIDConflictPolicy,
        reuse: WorkflowIDReusePolicy,
    ) -> None:
        try:
            await self._client.start_workflow(
                workflow,
                dict(start),
                id=id,
                task_queue=self._task_queue,
                id_conflict_policy=conflict,
                id_reuse_policy=reuse,
                rpc_timeout=timedelta(seconds=START_SECONDS),
            )
        except RPCError as error:
            raise Unavailable("TEMPORAL_UNAVAILABLE", reason=error.status.name) from error
