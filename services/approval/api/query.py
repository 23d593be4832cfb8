"""The root of reading."""

from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.feed import Source, feed_fields
from kit.graphql.field import resolved_field
from kit.graphql.internal import internal_field
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.graphql.value import JSON
from kit.page import window
from services.approval.api.chain import Chain, find_chain
from services.approval.api.draft import Draft, draft_by_id
from services.approval.api.flow import FlowDefinition, flow_of
from services.approval.api.preview import FlowRoute, route_of
from services.approval.api.read_definition import DefinitionQuery
from services.approval.api.side.query import SideQuery
from services.approval.api.subject import SubjectInput, read_form
from services.approval.api.task import Task, find_task, task_of
from services.approval.app import authorise
from services.approval.app.container import SERVICE
from services.approval.app.definition import flows_in_force
from services.approval.app.preview import preview_flow
from services.approval.app.read import inbox, running_chains
from services.approval.app.submit import in_force

Code = Annotated[str, strawberry.argument(description="The flow's code, such as TAS_1_2.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="The global id.")]
SubjectType = Annotated[str, strawberry.argument(description="`registration` or `account`.")]
SubjectIds = Annotated[list[strawberry.ID], strawberry.argument(description="Their global ids.")]
Form = Annotated[JSON | None, strawberry.argument(description="The values of its form by key.")]
About = Annotated[SubjectInput, strawberry.argument(description="What it would be started on.")]


@strawberry.type
class Query(DefinitionQuery, SideQuery, feed_fields(SERVICE, lambda app: Source(app.store, app.feed))):  # type: ignore[misc]
    @resolved_field(description="All flows, by code, for the company's employees.")
    async def flows(self, info: Info) -> list[FlowDefinition]:
        authorise.to_work_here(info.context.actor)
        return [flow_of(flow) for flow in await flows_in_force(info.context.app)]

    @resolved_field(description="One flow, for the company's employees.")
    async def flow(self, info: Info, code: Code) -> FlowDefinition | None:
        authorise.to_work_here(info.context.actor)
        app = info.context.app
        found = (await in_force(app.submitting, code, app.acting.now())).flows.get(code)
        return None if found is None else flow_of(found)

    @resolved_field(description="The route that a flow would take if it were submitted now. Nothing is recorded.")
    async def preview_flow(self, info: Info, code: Code, subject: About, form: Form = None) -> FlowRoute:
        context, values = info.context, read_form(form)
        state, route = await preview_flow(context.app, context.actor, code, subject.type, str(subject.id), values)
        return route_of(state, route)

    @resolved_field(description="A chain, if you may see it.")
    async def chain(self, info: Info, id: Id) -> Chain | None:
        return await find_chain(info, id)

    @internal_field(description="Ids of the chains about any of up to 100 subjects that have not ended.")
    async def running_chains(self, info: Info, type: SubjectType, ids: SubjectIds) -> JSON:
        return await running_chains(info.context.app, type, ids)

    @internal_field(description="Ids of the chains about any of up to 100 subjects that were approved.")
    async def approved_chains(self, info: Info, type: SubjectType, ids: SubjectIds) -> JSON:
        return await running_chains(info.context.app, type, ids, approved=True)

    @resolved_field(description="A draft of yours.")
    async def draft(self, info: Info, id: Id) -> Draft | None:
        return await draft_by_id(info, id)

    @resolved_field(description="A task, if you may see it.")
    async def task(self, info: Info, id: Id) -> Task | None:
        return await find_task(info, id)

    @resolved_field(description="The tasks that wait for you, oldest submission first.")
    async def inbox(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Task]:
        asked = window(first, last, after, before)
        return connection(await inbox(info.context.app, info.context.actor, asked), asked, task_of)
