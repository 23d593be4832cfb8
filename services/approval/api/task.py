"""An approver's seat in a chain."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from kit.graphql.value import JSON
from services.approval.api.stub import Employee
from services.approval.api.why import CannotReason, RoutedReason, cannot_reason, routed_reason
from services.approval.app.read import Seat
from tas.chain.event import Closing, TimerKind, Verdict
from tas.chain.state import TaskStatus
from tas.chain.why import Attempt, why_cannot

if TYPE_CHECKING:
    from services.approval.api.chain import Chain

strawberry.enum(Verdict, name="TaskVerdict", description="What an approver says.")
strawberry.enum(Closing, name="TaskClosing", description="Why a task closed without its holder's decision.")
strawberry.enum(TaskStatus, name="TaskStatus", description="Whether a task waits, was decided, or closed otherwise.")


@federation.type(description="Something that an approval is bound to.")
class ApprovalCondition:
    text: str = federation.field(description="What is to be done.")
    owner: Employee = federation.field(description="Who does it.")
    due: date = federation.field(description="By when.")


@federation.type(keys=["id"], description="An approver's seat at a step of a chain.")
class Task(Node):
    seat: strawberry.Private[Seat]
    node: str = federation.field(description="The step's key.")
    round: int = federation.field(description="The round it was opened in.")
    approver: Employee = federation.field(description="Who holds the seat.")
    why: str = federation.field(description="Why it is theirs: the rule's own words.")
    hops: list[str] = federation.field(description="The steps that led to them, such as an absence.")
    status: TaskStatus = federation.field(description="Whether it waits, was decided, or closed otherwise.")
    verdict: Verdict | None = federation.field(description="What was decided.")
    comment: str = federation.field(description="What was said with it.")
    opened_at: datetime = federation.field(description="When it began to wait.")
    due: datetime | None = federation.field(description="When its working time is over.")
    reminded: bool = federation.field(description="Whether its holder was reminded.")
    breached: bool = federation.field(description="Whether its working time was over before it was decided.")
    closed_at: datetime | None = federation.field(description="When it was decided or closed.")
    closing: Closing | None = federation.field(description="Why it closed without its holder.")

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Task | None":
        return await find_task(info, id)

    @resolved_field(description="The chain that it is of.")
    def chain(self, info: Info) -> Annotated["Chain", strawberry.lazy("services.approval.api.chain")]:
        from services.approval.api.chain import chain_of

        return chain_of(self.seat.record)

    @resolved_field(description="Whose seat it is, when the holder only advises.")
    def delegator(self) -> Employee | None:
        by = self.seat.task.delegator
        return Employee(id=strawberry.ID(by.id)) if by is not None else None

    @resolved_field(description="What those it was delegated to have advised.")
    def advice(self) -> list[str]:
        return list(self.seat.task.advice)

    @resolved_field(description="What the approval is bound to.")
    def conditions(self) -> list[ApprovalCondition]:
        return [
            ApprovalCondition(text=one.text, owner=Employee(id=strawberry.ID(one.owner_id)), due=one.due)
            for one in self.seat.task.conditions
        ]

    @resolved_field(description="The points given, by item of the step's score form.")
    def score(self) -> JSON:
        return dict(self.seat.task.score)

    @resolved_field(description="Whether the decision was taken back: it counts no more.")
    def taken_back(self) -> bool:
        return self.seat.task.taken_back

    @resolved_field(description="Why it is its holder's, from the record.")
    def why_routed_to(self) -> RoutedReason:
        return routed_reason(self.seat)

    @resolved_field(description="Why you cannot do this with it now; null when you could.")
    def why_cannot(
        self, info: Info, attempt: Annotated[Attempt, strawberry.argument(description="What you want to do.")]
    ) -> CannotReason | None:
        chain, actor, now = self.seat.record.chain, info.context.actor, info.context.app.acting.now()
        return cannot_reason(why_cannot(chain, self.seat.task, attempt, actor.id, now), info.context.locale)

    @resolved_field(description="The step's name in the language of the request.")
    def node_name(self, info: Info) -> str:
        name = self.seat.record.chain.definition.node(self.node).name
        return name.zh_cn if info.context.locale == "zh-CN" else name.en


def task_of(seat: Seat) -> Task:
    """Only for who may see inside the chain."""
    task = seat.task
    return Task(
        id=strawberry.ID(task.id),
        seat=seat,
        node=task.node,
        round=task.round,
        approver=Employee(id=strawberry.ID(task.approver_id)),
        why=task.approver.why,
        hops=list(task.approver.hops),
        status=task.status,
        verdict=task.verdict,
        comment=task.comment,
        opened_at=task.opened_at,
        due=task.due(),
        reminded=TimerKind.REMIND in task.fired,
        breached=TimerKind.BREACH in task.fired,
        closed_at=task.closed_at,
        closing=task.closing,
    )


async def find_task(info: Info, id: strawberry.ID) -> Task | None:
    """The task, if the reader may see it."""
    seat = await info.context.loaders.seats.load(str(id))
    return None if seat is None else task_of(seat)
