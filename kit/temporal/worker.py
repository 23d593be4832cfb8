"""A Temporal worker with every limit said: how much it takes at once, and what its sandbox passes through.

Pure packages pass through (they hold no state that a replay could see); definitions themselves are sandboxed.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("tas", "kit", "pydantic")
WORKFLOW_TASKS = 8
"""At once: more on a starved CPU would trip the two-second deadlock detector."""
ACTIVITIES = 64
CACHED_RUNS = 1000
GRACE = timedelta(seconds=5)


def workflow_runner() -> SandboxedWorkflowRunner:
    """The sandbox, the same for working and for replaying."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def make_worker(
    client: Client, task_queue: str, workflows: Sequence[type], activities: Sequence[Callable[..., Any]]
) -> Worker:
    """A worker that is not running yet. What escapes a workflow and is no failure of Temporal's retries its task until
    a release mends it; a failure of Temporal's ends the run, so definitions let none out that they do not mean."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=workflow_runner(),
        max_cached_workflows=CACHED_RUNS,
        max_concurrent_workflow_tasks=WORKFLOW_TASKS,
        max_concurrent_activities=ACTIVITIES,
        max_concurrent_local_activities=ACTIVITIES,
        graceful_shutdown_timeout=GRACE,
    )
