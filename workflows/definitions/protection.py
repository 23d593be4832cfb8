"""The workflow of one protection window: sleeps until its end, then asks the opportunity service, which decides."""

from datetime import datetime
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from tas.contracts.topic import PROTECTION_WORKFLOW
    from tas.core.ids import timer_command_id
    from workflows.definitions.timer import EXPIRE_ATTEMPTS, ask_at

__all__ = ["EXPIRE_ATTEMPTS", "Protection"]
TURNS = 50
"""How often an extended window is slept on in one run; then the run goes on as a new one."""


@workflow.defn(name=PROTECTION_WORKFLOW)
class Protection:
    """Input `{"registrationId", "protectedTo"}`; result `{"expired": bool}`, False when the window was closed before
    by something else. A service that does not answer is asked for as long as it takes; a question that is refused for
    good fails the run, where operators see it."""

    @workflow.run
    async def run(self, start: dict[str, Any]) -> dict[str, Any]:
        until, registration = str(start["protectedTo"]), str(start["registrationId"])
        for _ in range(TURNS):
            command_id = timer_command_id(registration, until, "expire", 0)
            answer = await ask_at(until, "expire", {"commandId": command_id, "registrationId": registration})
            if answer is None:
                break
            later = str(answer.get("protectedTo") or until)
            if answer["expired"] or datetime.fromisoformat(later) <= workflow.now():
                return {"expired": bool(answer["expired"])}
            until = later
        workflow.continue_as_new({"registrationId": registration, "protectedTo": until})
