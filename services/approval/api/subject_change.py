"""What became of the customer that a chain is about, as insiders see it."""

from datetime import datetime

import strawberry

from services.approval.api.contribution import Account
from tas.contracts.subject import SubjectChanged, SubjectChangeKind

strawberry.enum(
    SubjectChangeKind, name="SubjectChangeKind", description="What became of the customer: another entity, or merged."
)


@strawberry.type(description="Its customer changed while the chain ran: what was approved before was of another one.")
class SubjectChange:
    kind: SubjectChangeKind = strawberry.field(description="What became of the customer.")
    account: Account = strawberry.field(description="The customer, as it was called at the time.")
    at: datetime = strawberry.field(description="When, UTC.")


def subject_change_of(told: SubjectChanged) -> SubjectChange:
    """The GraphQL object of a noted change."""
    return SubjectChange(kind=told.kind, account=Account(id=strawberry.ID(told.account_id)), at=told.at)
