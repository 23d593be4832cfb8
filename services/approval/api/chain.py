"""A running or ended chain. Every field that shows people or facts asks whether the reader sees inside."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.node import Node
from kit.graphql.value import LocalizedText
from services.approval.api.chain_node import ChainNode, chain_nodes, text_of
from services.approval.api.contribution import Account, Registration
from services.approval.api.moment import Moment, moment_of
from services.approval.api.pending import PendingReason, pending_reasons
from services.approval.api.stub import person
from services.approval.api.subject import ChainSubject, subject_of
from services.approval.api.subject_change import SubjectChange, subject_change_of
from services.approval.api.task import Task, task_of
from services.approval.api.verification import ChainVerification, verification_of
from services.approval.app import authorise
from services.approval.app.read import Seat
from services.approval.domain.chain import ChainRecord
from tas.chain.state import Status
from tas.contracts.chain import Outcome
from tas.core.ids import kind_of

strawberry.enum(Status, name="ChainStatus", description="Where a chain stands; the last four are ends.")
strawberry.enum(Outcome, name="ChainOutcome", description="How a chain ended.")
TO_STARTER = (Status.RETURNED, Status.REJECTED, Status.WITHDRAWN, Status.CANCELLED)
"""Where the last word is said to the starter."""


@federation.type(keys=["id"], description="One flow running, or run to its end, about one thing.")
class Chain(Node):
    record: strawberry.Private[ChainRecord]
    code: str = federation.field(description="The flow's code, such as TAS_2_2.")
    name: LocalizedText = federation.field(description="The flow's name.")
    status: Status = federation.field(description="Where it stands.")
    round: int = federation.field(description="1, and one more with each resubmission.")
    subject: ChainSubject = federation.field(description="What it is about.")
    submitted_at: datetime | None = federation.field(description="When it was submitted.")
    ended_at: datetime | None = federation.field(description="When it ended.")
    outcome: Outcome | None = federation.field(description="How it ended.")

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Chain | None":
        return await find_chain(info, id)

    @resolved_field(description="The registration that it is about.")
    def registration(self, info: Info) -> Registration | None:
        subject = self.record.chain.subject
        return Registration(id=strawberry.ID(subject.id)) if subject.type == "registration" else None

    @resolved_field(description="The customer that it is about. Not shown to partners.")
    def account(self, info: Info) -> Account | None:
        id = self.record.chain.facts.get("accountId")
        return Account(id=strawberry.ID(id)) if isinstance(id, str) and self._inside(info) else None

    @resolved_field(description="The employee or partner's user who started it; null for a service.")
    def starter(self, info: Info) -> Node | None:
        return person(self.record.chain.starter_id) if self._shows(info, self.record.chain.starter_id) else None

    @resolved_field(description="Whoever started it, a service too. Partners see their own people only.")
    def starter_id(self, info: Info) -> strawberry.ID | None:
        id = self.record.chain.starter_id
        return strawberry.ID(id) if self._shows(info, id) else None

    @resolved_field(description="The steps of its route. Not shown to partners.")
    def nodes(self, info: Info) -> list[ChainNode]:
        return chain_nodes(self.record.chain) if self._inside(info) else []

    @resolved_field(description="The seats of all rounds, in the order they were opened. Not shown to partners.")
    def tasks(self, info: Info) -> list[Task]:
        if not self._inside(info):
            return []
        return [task_of(Seat(self.record, task)) for task in self.record.chain.tasks.values()]

    @resolved_field(description="What happened, in order. Not shown to partners.")
    def history(self, info: Info) -> list[Moment]:
        return [moment_of(one) for one in self.record.history] if self._inside(info) else []

    @resolved_field(description="Why it does not move; empty once it has ended. Partners are not told for whom.")
    def pending(self, info: Info) -> list[PendingReason]:
        return pending_reasons(self.record.chain, info.context.app.acting.now(), self._inside(info))

    @resolved_field(description="Why it does not move, from the record: the same as `pending`.")
    def why_pending(self, info: Info) -> list[PendingReason]:
        return pending_reasons(self.record.chain, info.context.app.acting.now(), self._inside(info))

    @resolved_field(description="Since when it is on hold; null when it is not.")
    def held_at(self) -> datetime | None:
        return self.record.chain.held_at

    @resolved_field(description="The last word said; to partners, what was said to them.")
    def comment(self, info: Info) -> str | None:
        said = self.record.chain.last_comment or None
        return said if self._inside(info) or self.status in TO_STARTER else None

    @resolved_field(description="What became of its customer while it ran. Not shown to partners.")
    async def subject_changes(self, info: Info) -> list[SubjectChange]:
        if not self._inside(info):
            return []
        return [subject_change_of(one) for one in await info.context.loaders.subject_changes.load(str(self.id))]

    @resolved_field(description="Whether its record is intact; for at most ten chains in a request. Not for partners.")
    async def verification(self, info: Info) -> ChainVerification | None:
        if not self._inside(info):
            return None
        return verification_of(await info.context.loaders.verification.load(str(self.id)))

    def _inside(self, info: Info) -> bool:
        return authorise.sees_inside(info.context.actor, self.record.chain)

    def _shows(self, info: Info, id: str) -> bool:
        return self._inside(info) or kind_of(id) == "partner-user"


def chain_of(record: ChainRecord) -> Chain:
    """Only for who may see the chain."""
    chain = record.chain
    return Chain(
        id=strawberry.ID(chain.id),
        record=record,
        code=chain.definition.code,
        name=text_of(chain.definition.name),
        status=chain.status,
        round=chain.round,
        subject=subject_of(chain.subject),
        submitted_at=chain.submitted_at,
        ended_at=chain.ended_at,
        outcome=Outcome(chain.status.value) if chain.ended else None,
    )


async def find_chain(info: Info, id: strawberry.ID) -> Chain | None:
    """The chain, if the reader may see it."""
    record = await info.context.loaders.chains.load(str(id))
    return None if record is None else chain_of(record)
