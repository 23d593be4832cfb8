"""A line of a chain's history."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from services.approval.api.stub import Employee, employee
from tas.chain import timeline
from tas.core.message import message


@federation.type(description="A line of a chain's history: what happened, when, at which step, by whom and why.")
class Moment:
    at: datetime = federation.field(description="When.")
    round: int = federation.field(description="In which round; each resubmission begins one.")
    node: str = federation.field(description="The step's key; empty when it is about the chain.")
    what: str = federation.field(
        description="SUBMITTED, ENTERED, SKIPPED, CHECKED, FAILED, OPENED; APPROVE, REJECT, RETURN; why a task closed "
        "without its holder; REMINDED, BREACHED, LINE_HEAD_DUE, ADMIN_DUE, ESCALATED; RETURNED, RESUBMITTED, REBUILT; "
        "or how the chain ended; and of acts: SENT_BACK, KEPT, SCORED, TRANSFERRED, DELEGATED, ADVISED, SIGNERS_ADDED, "
        "DECISION_TAKEN_BACK, URGED, HELD, RESUMED, EXTENDED, SKIP_ASKED, OVERRIDDEN, COPIED and others."
    )
    who: Employee | None = federation.field(description="The employee who did it, or whose task it is about.")
    who_id: strawberry.ID | None = federation.field(description="Whoever it was, also a partner's user or the system.")
    why: str = federation.field(description="The reason or comment.")

    @resolved_field(description="What happened, in the language of the request.")
    def text(self, info: Info) -> str:
        return message(f"MOMENT_{self.what}", {}, info.context.locale)


def moment_of(moment: timeline.Moment) -> Moment:
    return Moment(
        at=moment.at,
        round=moment.round,
        node=moment.node,
        what=moment.what,
        who=employee(moment.who),
        who_id=strawberry.ID(moment.who) if moment.who else None,
        why=moment.why,
    )
