"""The workflow of one verification of a customer: sleeps until it is over, then asks the people service, which
decides, and starts its evaluation again."""

from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from tas.contracts.topic import VERIFICATION_WORKFLOW
    from workflows.definitions.timer import ask_at


@workflow.defn(name=VERIFICATION_WORKFLOW)
class Verification:
    """Input `{"accountId", "over"}`, the moment at which its last day has passed; result `{"expired": bool}`, False
    when it was renewed, or given up by something else: a renewed one has a workflow of its own."""

    @workflow.run
    async def run(self, start: dict[str, Any]) -> dict[str, Any]:
        answer = await ask_at(str(start["over"]), "expire-verification", {"accountId": str(start["accountId"])})
        if answer is None:
            workflow.continue_as_new(start)
        return {"expired": bool(answer["expired"])}
