"""The workflow of one protection window: sleeps until its end, then asks the opportunity service, which decides."""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from tas.contracts.topic import PROTECTION_WORKFLOW
    from tas.core.ids import timer_command_id

TURNS = 50
"""How often an extended window is slept on in one run; then the run goes on as a new one."""
EXPIRE_ATTEMPTS = 300
EXPIRE_SECONDS = 10.0


@workflow.defn(name=PROTECTION_WORKFLOW)
class Protection:
    """Input `{"registrationId", "protectedTo"}`; result `{"expired": bool}`, False when the window was closed before
    by something else. After `EXPIRE_ATTEMPTS` failed questions (about a day) the run fails, where operators see it."""

    @workflow.run
    async def run(self, start: dict[str, Any]) -> dict[str, Any]:
        until = str(start["protectedTo"])
        for _ in range(TURNS):
            await _sleep_until(datetime.fromisoformat(until))
            answer: dict[str, Any] = await workflow.execute_activity(
                "expire",
                {
                    "commandId": timer_command_id(start["registrationId"], until, "expire", 0),
                    "registrationId": start["registrationId"],
                },
                start_to_close_timeout=timedelta(seconds=EXPIRE_SECONDS),
                retry_policy=RetryPolicy(maximum_attempts=EXPIRE_ATTEMPTS, maximum_interval=timedelta(minutes=5)),
            )
            later = str(answer.get("protectedTo") or until)
            if answer["expired"] or datetime.fromisoformat(later) <= workflow.now():
                return {"expired": bool(answer["expired"])}
            until = later
        workflow.continue_as_new({"registrationId": start["registrationId"], "protectedTo": until})


async def _sleep_until(moment: datetime) -> None:
    pause = (moment - workflow.now()).total_seconds()
    if pause > 0:
        await workflow.sleep(pause)
