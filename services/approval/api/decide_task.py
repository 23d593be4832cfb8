"""An approver's word on a task."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.value import JSON
from services.approval.api.act.person import employee_id
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import Acted, Said
from services.approval.app.act import decide_task as decide
from tas.chain.event import Condition, Verdict
from tas.core.errors import Invalid
from tas.core.text import is_clean
from tas.flows.definition import ReturnPolicy

MOST_TARGETS = 50


@strawberry.input(description="Something that somebody does by a day.")
class ConditionInput:
    text: str = strawberry.field(description="What is to be done, at most 500 characters.")
    owner_id: strawberry.ID = strawberry.field(description="The employee who does it.")
    due: date = strawberry.field(description="By when.")


@strawberry.input(description="A decision on a task.")
class DecideTaskInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    task_id: strawberry.ID = strawberry.field(description="The task.")
    verdict: Verdict = strawberry.field(description="What is said.")
    comment: str = strawberry.field(
        default="", description="Why: at least 10 characters unless it is an approval, at most 2000."
    )
    conditions: list[ConditionInput] | None = strawberry.field(
        default=None, description="What an approval is bound to, at most ten."
    )
    return_to: list[str] | None = strawberry.field(
        default=None, description="Keys of the earlier steps a return goes to; START or nothing is the starter."
    )
    policy: ReturnPolicy | None = strawberry.field(
        default=None, description="What runs again after a return; left out, as the step says."
    )
    score: JSON | None = strawberry.field(default=None, description="Points by item of the step's score form.")


async def decide_task(
    info: Info, input: Annotated[DecideTaskInput, strawberry.argument(description="The decision.")]
) -> ChainPayload:
    context, task_id = info.context, str(input.task_id)

    async def work() -> Acted:
        command_id, comment, said = str(input.command_id), input.comment, _said(input)
        return await decide(context.app.acting, context.actor, command_id, task_id, input.verdict, comment, said)

    return await answer(info, work, task_id)


def _said(input: DecideTaskInput) -> Said | None:
    """None when nothing is said beside the verdict. Raises Invalid PERSON_NO_EMPLOYEE, CONDITION_WRONG, SCORE_WRONG."""
    score = input.score if input.score is not None else {}
    if not isinstance(score, dict) or not all(type(points) is int for points in score.values()):
        raise Invalid("SCORE_WRONG", field=("score",), node="")
    if len(input.return_to or ()) > MOST_TARGETS or not all(is_clean(one.text) for one in input.conditions or ()):
        raise Invalid("CONDITION_WRONG", field=("conditions",))
    conditions = tuple(
        Condition(one.text.strip(), employee_id(str(one.owner_id)), one.due) for one in input.conditions or ()
    )
    said = Said(conditions, tuple(input.return_to or ()), input.policy, score)
    return None if said == Said() else said
