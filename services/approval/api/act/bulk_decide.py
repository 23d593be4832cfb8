"""Deciding several tasks at once: a result for each, one failure fails only itself."""

from typing import Annotated
from uuid import NAMESPACE_OID, uuid5

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.error import UserError, run
from services.approval.api.payload import ChainPayload, answer
from services.approval.app.act import decide_task
from tas.chain.event import Verdict
from tas.core.errors import Invalid

MOST = 50


@strawberry.input(description="The same word on several tasks.")
class BulkDecideInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answers."
    )
    task_ids: list[strawberry.ID] = strawberry.field(description="The tasks, at most 50.")
    verdict: Verdict = strawberry.field(description="What is said on each.")
    comment: str = strawberry.field(default="", description="Why: at least 10 characters unless it is an approval.")


@federation.type(description="What the word on one task came to.")
class BulkDecision:
    task_id: strawberry.ID = federation.field(description="The task.")
    result: ChainPayload = federation.field(description="As if it had been decided alone.")


@federation.type(description="What deciding several tasks came to.")
class BulkDecidePayload:
    decisions: list[BulkDecision] = federation.field(description="One for each task, in the order asked.")
    errors: list[UserError] = federation.field(description="Why nothing was decided at all.")


async def bulk_decide(
    info: Info, input: Annotated[BulkDecideInput, strawberry.argument(description="The tasks and the word.")]
) -> BulkDecidePayload:
    ids, errors = await run(lambda: _ids(input), info.context.locale)
    if ids is None:
        return BulkDecidePayload(decisions=[], errors=errors)
    decisions = [BulkDecision(task_id=strawberry.ID(id), result=await _one(info, input, id)) for id in ids]
    return BulkDecidePayload(decisions=decisions, errors=[])


async def _ids(input: BulkDecideInput) -> list[str]:
    ids = [str(id) for id in input.task_ids]
    if not 1 <= len(ids) <= MOST or len(set(ids)) != len(ids):
        raise Invalid("BULK_SIZE", field=("taskIds",), most=MOST)
    return ids


async def _one(info: Info, input: BulkDecideInput, task_id: str) -> ChainPayload:
    """Under a command id of its own, the same when the whole is sent again."""
    app, actor, command_id = info.context.app.acting, info.context.actor, str(input.command_id)
    own = str(uuid5(NAMESPACE_OID, f"{command_id} {task_id}"))
    return await answer(info, lambda: decide_task(app, actor, own, task_id, input.verdict, input.comment), task_id)
