"""The workflow of one protection window: sleeps until its end, then asks the opportunity service, which decides."""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from tas.contracts.topic import PROTECTION_WORKFLOW
    from tas.core.ids import timer_command_id

TURNS = 50
"""How often an extended window is slept on in one run; then the run goes on as a new one."""
EXPIRE_ATTEMPTS = 60
EXPIRE_SECONDS = 10.0


@workflow.defn(name=PROTECTION_WORKFLOW)
class Protection:
    """Input `{"registrationId", "protectedTo"}`; result `{"expired": bool}`, False when the window was closed before
    by something else. A service that does not answer is asked for as long as it takes, `EXPIRE_ATTEMPTS` times (hours)
    in one run; a question that is refused for good fails the run, where operators see it."""

    @workflow.run
    async def run(self, start: dict[str, Any]) -> dict[str, Any]:
        until = str(start["protectedTo"])
        for _ in range(TURNS):
            await _sleep_until(datetime.fromisoformat(until))
            try:
                answer = await _ask(str(start["registrationId"]), until)
            except ActivityError as error:
                if isinstance(error.cause, ApplicationError) and error.cause.non_retryable:
                    raise
                break
            later = str(answer.get("protectedTo") or until)
            if answer["expired"] or datetime.fromisoformat(later) <= workflow.now():
                return {"expired": bool(answer["expired"])}
            until = later
        workflow.continue_as_new({"registrationId": start["registrationId"], "protectedTo": until})


async def _ask(registration_id: str, until: str) -> dict[str, Any]:
    """Raises ActivityError."""
    asked = {
        "commandId": timer_command_id(registration_id, until, "expire", 0),
        "registrationId": registration_id,
    }
    answer: dict[str, Any] = await workflow.execute_activity(
        "expire",
        asked,
        start_to_close_timeout=timedelta(seconds=EXPIRE_SECONDS),
        retry_policy=RetryPolicy(maximum_attempts=EXPIRE_ATTEMPTS, maximum_interval=timedelta(minutes=5)),
    )
    return answer


async def _sleep_until(moment: datetime) -> None:
    pause = (moment - workflow.now()).total_seconds()
    if pause > 0:
        await workflow.sleep(pause)
