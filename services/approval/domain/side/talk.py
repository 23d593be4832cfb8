"""What people say beside a chain: comments, and requests for information with their answers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.side import Commented, InformationAsked, InformationGiven
from tas.core.codec import to_json


@dataclass(frozen=True, slots=True)
class Comment:
    """`at` is None before it was said; nothing of it changes afterwards."""

    id: str
    chain_id: str = ""
    task_id: str | None = None
    author_id: str = ""
    text: str = ""
    mentioned: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InformationRequest:
    """`answer` is empty while it is open."""

    id: str
    chain_id: str = ""
    asker_id: str = ""
    asked_id: str = ""
    question: str = ""
    at: datetime | None = None
    answer: str = ""
    answered_at: datetime | None = None


def evolve_comment(state: Comment, event: Any, entry: Entry) -> Comment:
    match event:
        case Commented():
            return Comment(
                state.id, event.chain_id, event.task_id, event.author_id, event.text, event.mentioned, event.at
            )
    return state


def evolve_request(state: InformationRequest, event: Any, entry: Entry) -> InformationRequest:
    match event:
        case InformationAsked():
            return replace(
                state,
                chain_id=event.chain_id,
                asker_id=event.asker_id,
                asked_id=event.asked_id,
                question=event.question,
                at=event.at,
            )
        case InformationGiven():
            return replace(state, answer=event.answer, answered_at=event.at)
    return state


COMMENT: AggregateType[Comment] = AggregateType(
    name="comment",
    state=Comment,
    initial=Comment,
    evolve=evolve_comment,
    view=lambda one: {"chainId": one.chain_id, "at": to_json(one.at)},
)
INFORMATION_REQUEST: AggregateType[InformationRequest] = AggregateType(
    name="information-request",
    state=InformationRequest,
    initial=InformationRequest,
    evolve=evolve_request,
    view=lambda one: {
        "chainId": one.chain_id,
        "askedId": one.asked_id,
        "open": one.answered_at is None,
        "at": to_json(one.at),
    },
)
