"""Proposing another definition of a flow, and putting it in force."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import mutation_field
from services.approval.api.definition import DefinitionPayload, answer_definition
from services.approval.app.definition import draft_definition as draft
from services.approval.app.definition import publish_definition as publish


@strawberry.input(description="A definition to propose.")
class DraftDefinitionInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    code: str = strawberry.field(description="The flow's code.")
    toml: str = strawberry.field(description="The whole definition, in the form of the packaged ones.")


@strawberry.input(description="A draft to put in force.")
class PublishDefinitionInput:
    command_id: strawberry.ID = strawberry.field(
        description="A UUID that the client makes; sent again, it gets the first answer."
    )
    code: str = strawberry.field(description="The flow's code.")
    hash: str = strawberry.field(description="The hash of the draft that you have read.")


async def draft_definition(
    info: Info, input: Annotated[DraftDefinitionInput, strawberry.argument(description="A definition to propose.")]
) -> DefinitionPayload:
    context = info.context
    return await answer_definition(
        info, lambda: draft(context.app, context.actor, str(input.command_id), input.code, input.toml)
    )


async def publish_definition(
    info: Info, input: Annotated[PublishDefinitionInput, strawberry.argument(description="A draft to put in force.")]
) -> DefinitionPayload:
    context = info.context
    return await answer_definition(
        info, lambda: publish(context.app, context.actor, str(input.command_id), input.code, input.hash)
    )


@strawberry.type
class DefinitionMutation:
    draft_definition = mutation_field(description="Proposes another definition of a flow.")(draft_definition)
    publish_definition = mutation_field(description="Puts a draft in force that somebody else wrote.")(
        publish_definition
    )
