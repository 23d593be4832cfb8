"""Saying and asking things beside a chain. Its clocks go on: who needs the answer first may hold or return it."""

from collections.abc import Sequence

from kit.journal.aggregate import Decided
from services.approval.app import authorise
from services.approval.app.command import LONGEST_COMMENT, read_command
from services.approval.app.side.container import Side, insider
from services.approval.domain.chain import CHAIN
from services.approval.domain.side.talk import COMMENT, INFORMATION_REQUEST, Comment, InformationRequest
from tas.contracts.side import Commented, InformationAsked, InformationGiven
from tas.core.actor import Actor
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tas.core.ids import derive, kind_of, make_id
from tas.core.text import is_blank, is_clean

MOST_MENTIONED = 20


async def comment(
    app: Side,
    actor: Actor,
    command_id: str,
    chain_id: str,
    text: str,
    task_id: str | None = None,
    mentioned: Sequence[str] = (),
) -> str:
    """Says something to those who see inside; the comment's id. Raises Missing CHAIN_UNKNOWN, TASK_UNKNOWN; Invalid
    TEXT_…, MENTIONED_UNKNOWN; Conflict COMMAND_REUSED."""
    text, named = read_text(text, "text"), tuple(dict.fromkeys(mentioned))
    body = {"comment": chain_id, "text": text, "task": task_id, "mentioned": list(named)}
    command = read_command(actor, command_id, body, app.now())
    id = make_id("comment", derive("comment", command.key))
    if await app.ledger.answered(command) is not None:
        return id
    record = await insider(app, actor, chain_id)
    if task_id is not None and task_id not in record.chain.tasks:
        raise Missing("TASK_UNKNOWN", field=("taskId",), task=task_id[:80])
    if len(named) > MOST_MENTIONED or any(kind_of(one) != "employee" for one in named):
        raise Invalid("MENTIONED_UNKNOWN", field=("mentioned",), most=MOST_MENTIONED)
    event = Commented(id, chain_id, task_id, actor.id, text, named, command.at)
    await app.ledger.execute(COMMENT, id, command, lambda _: Decided((event,), {"id": id}))
    return id


async def ask_information(app: Side, actor: Actor, command_id: str, chain_id: str, asked_id: str, question: str) -> str:
    """Asks an employee or the starter for what an approver needs; the request's id. Raises as `comment`, and Invalid
    ASKED_UNKNOWN."""
    question = read_text(question, "question")
    body = {"askInformation": chain_id, "asked": asked_id, "question": question}
    command = read_command(actor, command_id, body, app.now())
    id = make_id("information-request", derive("information-request", command.key))
    if await app.ledger.answered(command) is not None:
        return id
    record = await insider(app, actor, chain_id)
    if asked_id == actor.id or (kind_of(asked_id) != "employee" and asked_id != record.chain.starter_id):
        raise Invalid("ASKED_UNKNOWN", field=("askedId",), id=asked_id[:80])
    event = InformationAsked(id, chain_id, actor.id, asked_id, question, command.at)
    await app.ledger.execute(INFORMATION_REQUEST, id, command, lambda _: Decided((event,), {"id": id}))
    return id


async def give_information(app: Side, actor: Actor, command_id: str, request_id: str, answer: str) -> str:
    """Who was asked answers, once. Raises Missing REQUEST_UNKNOWN; Forbidden REQUEST_NOT_YOURS; Conflict
    REQUEST_ANSWERED, COMMAND_REUSED; Invalid TEXT_…."""
    answer = read_text(answer, "answer")
    command = read_command(actor, command_id, {"giveInformation": request_id, "answer": answer}, app.now())
    if await app.ledger.answered(command) is not None:
        return request_id
    found = await request_of(app, actor, request_id)
    if found.asked_id != actor.id:
        raise Forbidden("REQUEST_NOT_YOURS", field=("requestId",), request=request_id)

    def decide(state: InformationRequest) -> Decided:
        if state.answered_at is not None:
            raise Conflict("REQUEST_ANSWERED", field=("requestId",), request=request_id)
        return Decided((InformationGiven(request_id, actor.id, answer, command.at),), {"id": request_id})

    await app.ledger.execute(INFORMATION_REQUEST, request_id, command, decide)
    return request_id


async def request_of(app: Side, actor: Actor, request_id: str) -> InformationRequest:
    """Raises Missing REQUEST_UNKNOWN, also for what the actor may not see."""
    found = (await app.ledger.load(INFORMATION_REQUEST, request_id)).state
    if found.at is not None:
        chain = (await app.ledger.load(CHAIN, found.chain_id)).state.chain
        if authorise.sees_request(actor, found.asker_id, found.asked_id, chain):
            return found
    raise Missing("REQUEST_UNKNOWN", field=("requestId",), request=request_id[:80])


async def comment_of(app: Side, id: str) -> Comment:
    """For who has just said it, or sees its chain."""
    return (await app.ledger.load(COMMENT, id)).state


def read_text(text: str, field: str) -> str:
    """The text without blanks around it. Raises Invalid TEXT_EMPTY, TEXT_TOO_LONG, TEXT_UNREADABLE."""
    if len(text) > LONGEST_COMMENT:
        raise Invalid("TEXT_TOO_LONG", field=(field,), longest=LONGEST_COMMENT)
    if not is_clean(text):
        raise Invalid("TEXT_UNREADABLE", field=(field,))
    if is_blank(text):
        raise Invalid("TEXT_EMPTY", field=(field,))
    return text.strip()
