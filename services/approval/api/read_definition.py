"""Reading definitions and their versions, and asking what would be if something else were so."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.value import JSON
from services.approval.api.definition import (
    DefinitionBackTest,
    DefinitionDifference,
    FlowHistory,
    back_test_of,
    difference_of,
    history_of,
)
from services.approval.api.flow import FlowDefinition, flow_of
from services.approval.api.preview import FlowRoute, FlowStep, route_of, step_of
from services.approval.api.subject import SubjectInput, read_form
from services.approval.app.definition import back_test, compared, find_flow
from services.approval.app.preview import Asked, WhatIf, changed_steps, what_if
from services.approval.app.submit import in_force

Code = Annotated[str, strawberry.argument(description="The flow's code, such as TAS_2_1.")]
At = Annotated[datetime | None, strawberry.argument(description="The moment; now when left out.")]
Number = Annotated[int, strawberry.argument(description="A version's number; 0 is the packaged one.")]


@strawberry.input(description="What is supposed.")
class WhatIfInput:
    form: JSON | None = strawberry.field(default=None, description="Values of the form that are other ones.")
    absent: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Employees who are away and whom nobody stands in for."
    )
    version: int | None = strawberry.field(default=None, description="Another version of the definition.")


@federation.type(description="A step that would be met in another way, or by other people.")
class ChangedStep:
    key: str = federation.field(description="The step's key.")
    before: FlowStep | None = federation.field(description="As it is; null when there is no such step.")
    after: FlowStep | None = federation.field(description="As it would be; null when there would be none.")


@federation.type(description="A route as it is and as it would be.")
class WhatIfRoute:
    before: FlowRoute = federation.field(description="As it is.")
    after: FlowRoute = federation.field(description="As it would be.")
    changed: list[ChangedStep] = federation.field(description="The steps that differ.")


About = Annotated[SubjectInput, strawberry.argument(description="What it would be started on.")]
Form = Annotated[JSON | None, strawberry.argument(description="The values of its form by key.")]
Supposed = Annotated[WhatIfInput, strawberry.argument(description="What is supposed.")]


@strawberry.type
class DefinitionQuery:
    @resolved_field(description="The definition of a flow that was in force at a moment, for the company's employees.")
    async def definition(self, info: Info, code: Code, at: At = None) -> FlowDefinition:
        app = info.context.app
        await find_flow(app, info.context.actor, code)
        return flow_of((await in_force(app.submitting, code, at or app.acting.now())).flows[code])

    @resolved_field(description="All versions of a flow's definition and its draft, for the company's employees.")
    async def definition_history(self, info: Info, code: Code) -> FlowHistory:
        return history_of(info, await find_flow(info.context.app, info.context.actor, code))

    @resolved_field(description="What two versions of a flow's definition say differently.")
    async def definition_differences(
        self, info: Info, code: Code, before: Number, after: Number
    ) -> list[DefinitionDifference]:
        found = await compared(info.context.app, info.context.actor, code, before, after)
        return [difference_of(one) for one in found]

    @resolved_field(description="Which past chains the draft would have sent elsewhere, and which running ones stay.")
    async def definition_back_test(self, info: Info, code: Code) -> DefinitionBackTest:
        return back_test_of(await back_test(info.context.app, info.context.actor, code))

    @resolved_field(description="How a flow's route would differ for other values, people or versions.")
    async def what_if(
        self, info: Info, code: Code, subject: About, supposed: Supposed, form: Form = None
    ) -> WhatIfRoute:
        asked = Asked(code, subject.type, str(subject.id), read_form(form))
        absent = frozenset(str(id) for id in supposed.absent)
        given = WhatIf(read_form(supposed.form) or {}, absent, supposed.version)
        (chain, before), (other, after) = await what_if(info.context.app, info.context.actor, asked, given)
        changed = [
            ChangedStep(
                key=key, before=step_of(chain, one) if one else None, after=step_of(other, two) if two else None
            )
            for key, one, two in changed_steps(before, after)
        ]
        return WhatIfRoute(before=route_of(chain, before), after=route_of(other, after), changed=changed)
