"""Raising notices: whom an entry of a chain, a comment or a request concerns, told once each whatever is delivered
twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from services.approval.app.side.container import Side
from services.approval.app.side.receipt import APPROVAL, copy_to
from services.approval.domain.chain import CHAIN
from services.approval.domain.side.notice import NOTICE
from services.approval.domain.side.talk import INFORMATION_REQUEST
from tas.chain.act_event import TaskMoved, TaskUrged
from tas.chain.event import TaskOpened, TimerKind, TimerPassed
from tas.chain.state import ChainState
from tas.contracts.chain import ChainEnded, ChainReturned, Copied
from tas.contracts.side import Commented, InformationAsked, InformationGiven, NoticeKind, NoticeRaised
from tas.core.event import knows, revive
from tas.core.ids import derive, kind_of, make_id, split_aggregate

TIMERS = {TimerKind.REMIND: NoticeKind.REMINDED, TimerKind.BREACH: NoticeKind.BREACHED}
TOLD = ("employee", "partner-user")


@dataclass(frozen=True, slots=True)
class Telling:
    """One person, one thing. `once`: what makes it the same thing when it is said again."""

    person_id: str
    kind: NoticeKind
    once: str
    task_id: str = ""
    node: str = ""
    about: str = ""


async def tell_of_chain(app: Side, entry: Entry) -> None:
    """Of tasks, timers, returns, ends and copies. A task's holder is looked up in the chain as it stands."""
    events = [(index, revive(one)) for index, one in enumerate(entry.events) if knows(one.type)]
    chain = (await app.ledger.load(CHAIN, split_aggregate(entry.aggregate)[1])).state.chain
    for index, event in events:
        if isinstance(event, Copied):
            for person in event.people:
                await copy_to(app, event.chain_id, person, event.node, event.at)
        for telling in of_chain(event, entry.event_id(index), chain):
            await raise_notice(app, chain, telling, entry)


def of_chain(event: Any, event_id: str, chain: ChainState) -> Iterator[Telling]:
    """Whom an event of a chain concerns."""
    match event:
        case TaskOpened(task_id=task, node=node, approver=approver):
            yield Telling(approver.id, NoticeKind.TASK_OPENED, event_id, task, node)
        case TimerPassed(task_id=task, kind=kind) if kind in TIMERS and task in chain.tasks:
            held = chain.tasks[task]
            yield Telling(held.approver_id, TIMERS[kind], event_id, task, held.node)
        case TaskUrged(task_id=task) if task in chain.tasks:
            held = chain.tasks[task]
            yield Telling(held.approver_id, NoticeKind.URGED, event_id, task, held.node)
        case TaskMoved(new_task_id=task, approver=approver) if task in chain.tasks:
            yield Telling(approver.id, NoticeKind.TASK_OPENED, event_id, task, chain.tasks[task].node)
        case ChainReturned():
            yield Telling(chain.starter_id, NoticeKind.RETURNED, event_id)
        case ChainEnded(by=by) if by != chain.starter_id:
            yield Telling(chain.starter_id, NoticeKind.ENDED, event_id)
        case Copied(node=node, people=people):
            for person in people:
                yield Telling(person, NoticeKind.COPIED, "copied", "", node)


async def tell_of_comment(app: Side, entry: Entry) -> None:
    """Of a comment: the starter if an employee, who holds an open task, who is mentioned; never who said it."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        if isinstance(event, Commented):
            chain = (await app.ledger.load(CHAIN, event.chain_id)).state.chain
            concerned = [chain.starter_id, *(task.approver_id for task in chain.open_tasks()), *event.mentioned]
            for person in dict.fromkeys(concerned):
                if person != event.author_id and kind_of(person) == "employee":
                    telling = Telling(person, NoticeKind.COMMENTED, entry.event_id(index), about=event.comment_id)
                    await raise_notice(app, chain, telling, entry)


async def tell_of_request(app: Side, entry: Entry) -> None:
    """Of a question to who is asked, of the answer to who asked."""
    for index, recorded in enumerate(entry.events):
        event = revive(recorded) if knows(recorded.type) else None
        if not isinstance(event, InformationAsked | InformationGiven):
            continue
        asked = isinstance(event, InformationAsked)
        request = (await app.ledger.load(INFORMATION_REQUEST, event.request_id)).state
        person = request.asked_id if asked else request.asker_id
        kind = NoticeKind.ASKED if asked else NoticeKind.ANSWERED
        chain = (await app.ledger.load(CHAIN, request.chain_id)).state.chain
        await raise_notice(app, chain, Telling(person, kind, entry.event_id(index), about=request.id), entry)


async def raise_notice(app: Side, chain: ChainState, telling: Telling, entry: Entry) -> None:
    """Once for each person and thing: the command is made of both."""
    if kind_of(telling.person_id) not in TOLD:
        return
    unique = derive("notice", chain.id, telling.once, telling.kind.value, telling.person_id)
    id = make_id("notice", unique)
    event = NoticeRaised(
        id,
        telling.person_id,
        telling.kind,
        chain.id,
        chain.definition.code,
        telling.task_id,
        telling.node,
        telling.about,
        entry.at,
    )
    command = caused_command(APPROVAL, str(unique), app.now())
    await app.ledger.execute(NOTICE, id, command, lambda _: Decided((event,), {}))
