"""The route of a flow before it is submitted."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.value import LocalizedText
from services.approval.api.chain_node import text_of
from services.approval.api.stub import Employee
from tas.chain.event import Approver
from tas.chain.preview import Passage, Route, Step
from tas.chain.state import ChainState, Status

strawberry.enum(Passage, name="FlowPassage", description="How a route meets a step. OPEN: it cannot be told.")


@federation.type(description="Who would be asked at a step.")
class FlowApprover:
    employee: Employee = federation.field(description="Who.")
    why: str = federation.field(description="Why: the rule's own words.")
    hops: list[str] = federation.field(description="The steps that lead to them, such as an absence.")


@federation.type(description="A step of a route.")
class FlowStep:
    key: str = federation.field(description="The step's key.")
    name: LocalizedText = federation.field(description="Its name.")
    passage: Passage = federation.field(description="How the route meets it.")
    reason: str = federation.field(description="Why: the facts looked at.")
    approvers: list[FlowApprover] = federation.field(description="Who would be asked.")
    enters_at: datetime | None = federation.field(description="When it would be entered.")
    leaves_at: datetime | None = federation.field(description="When it would be done, everybody deciding when due.")
    expected_seconds: int = federation.field(description="Its working time until then, in seconds.")


@federation.type(description="The whole route of a flow for today's facts and people, if everybody approves when due.")
class FlowRoute:
    status: Status = federation.field(description="Where it would come to rest; RUNNING when a step cannot be told.")
    ends_at: datetime = federation.field(description="When.")
    steps: list[FlowStep] = federation.field(description="Its steps.")


def route_of(chain: ChainState, route: Route) -> FlowRoute:
    return FlowRoute(status=route.status, ends_at=route.at, steps=[step_of(chain, step) for step in route.steps])


def step_of(chain: ChainState, step: Step) -> FlowStep:
    return FlowStep(
        key=step.node,
        name=text_of(chain.definition.node(step.node).name),
        passage=step.passage,
        reason=step.reason,
        approvers=[_approver(one) for one in step.approvers],
        enters_at=step.enters_at,
        leaves_at=step.leaves_at,
        expected_seconds=round(step.expected.total_seconds()),
    )


def _approver(approver: Approver) -> FlowApprover:
    found = Employee(id=strawberry.ID(approver.id))
    return FlowApprover(employee=found, why=approver.why, hops=list(approver.hops))
