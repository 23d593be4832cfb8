"""Comments and requests for information as the graph shows them."""

from datetime import datetime

import strawberry
from strawberry import federation

from kit.graphql.node import Node
from services.approval.api.stub import Employee, employee, person
from services.approval.domain.side import talk


@federation.type(description="What somebody said beside a chain, to those who see inside it.")
class ChainComment:
    id: strawberry.ID = federation.field(description="Its id.")
    chain_id: strawberry.ID = federation.field(description="The chain.")
    task_id: strawberry.ID | None = federation.field(description="The task that it is about, if about one.")
    author: Employee | None = federation.field(description="Who said it.")
    text: str = federation.field(description="What was said.")
    mentioned: list[Employee] = federation.field(description="Who is to see it.")
    at: datetime = federation.field(description="When it was said.")


@federation.type(description="A question to somebody who can tell what an approver needs. The chain does not wait.")
class InformationRequest:
    id: strawberry.ID = federation.field(description="Its id.")
    chain_id: strawberry.ID = federation.field(description="The chain.")
    asker: Node | None = federation.field(description="Who asks.")
    asked: Node | None = federation.field(description="Who is asked.")
    question: str = federation.field(description="What is asked.")
    asked_at: datetime = federation.field(description="When it was asked.")
    answer: str | None = federation.field(description="The answer; null while it is open.")
    answered_at: datetime | None = federation.field(description="When it was answered.")


def comment_of(one: talk.Comment) -> ChainComment:
    assert one.at is not None
    return ChainComment(
        id=strawberry.ID(one.id),
        chain_id=strawberry.ID(one.chain_id),
        task_id=strawberry.ID(one.task_id) if one.task_id else None,
        author=employee(one.author_id),
        text=one.text,
        mentioned=[found for found in map(employee, one.mentioned) if found is not None],
        at=one.at,
    )


def request_of(one: talk.InformationRequest) -> InformationRequest:
    assert one.at is not None
    return InformationRequest(
        id=strawberry.ID(one.id),
        chain_id=strawberry.ID(one.chain_id),
        asker=person(one.asker_id),
        asked=person(one.asked_id),
        question=one.question,
        asked_at=one.at,
        answer=one.answer or None,
        answered_at=one.answered_at,
    )
