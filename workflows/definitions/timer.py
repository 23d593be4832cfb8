"""What the workflows of long waits share: sleeping until a moment, then asking a service whether it has come."""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

EXPIRE_ATTEMPTS = 60
EXPIRE_SECONDS = 10.0


async def ask_at(moment: str, activity: str, asked: dict[str, Any]) -> dict[str, Any] | None:
    """The service's answer once the moment has come; None when it did not answer for as long as one run asks
    (EXPIRE_ATTEMPTS times, hours): the run goes on as a new one. Raises ActivityError when it refuses for good."""
    pause = (datetime.fromisoformat(moment) - workflow.now()).total_seconds()
    if pause > 0:
        await workflow.sleep(pause)
    try:
        answer: dict[str, Any] = await workflow.execute_activity(
            activity,
            asked,
            start_to_close_timeout=timedelta(seconds=EXPIRE_SECONDS),
            retry_policy=RetryPolicy(maximum_attempts=EXPIRE_ATTEMPTS, maximum_interval=timedelta(minutes=5)),
        )
    except ActivityError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.non_retryable:
            raise
        return None
    return answer
