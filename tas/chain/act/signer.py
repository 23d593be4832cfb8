"""Add signer 加签 before, after or beside a seat; remove one 减签 before they act."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act.rule import check_active, check_seatable, own_task
from tas.chain.act_event import Place, SignerRemoved, SignersAdded
from tas.chain.event import Approver, Closing, TaskClosed
from tas.chain.evolve import fold
from tas.chain.seat import settle
from tas.chain.state import ChainState
from tas.chain.vote import Word, node_word, own_word
from tas.core.errors import Conflict, Forbidden, Invalid, Missing
from tas.flows.definition import Mode

PANEL_MODES = (Mode.SEQUENTIAL, Mode.ALL, Mode.ANY)
MOST_ADDED = 5
MOST_SEATS = 40


@dataclass(frozen=True, slots=True)
class AddSigner:
    task_id: str
    people: tuple[str, ...]
    place: Place
    mode: Mode = Mode.ALL
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    node: str
    person: str
    comment: str = ""


def judge_added(state: ChainState, act: AddSigner, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Forbidden NODE_FORBIDS, PERSON_BARRED; Invalid SIGNERS_WRONG; and what `own_task` does."""
    task = own_task(state, act.task_id, actor_id)
    node, standing = state.definition.node(task.node), state.nodes[task.node]
    if not node.may_add_signer:
        raise Forbidden("NODE_FORBIDS", node=task.node, act="add signer")
    seated = len(standing.approvers) + len(act.people)
    once = len(set(act.people)) == len(act.people)
    if not 1 <= len(act.people) <= MOST_ADDED or not once or seated > MOST_SEATS or act.mode not in PANEL_MODES:
        raise Invalid("SIGNERS_WRONG", field=("people",), most=MOST_ADDED)
    for person in act.people:
        check_seatable(state, task.node, person)
    approvers = tuple(Approver(person, f"added by {actor_id}") for person in act.people)
    added = SignersAdded(task.id, act.place, act.mode, approvers, actor_id, act.comment, at)
    return added, *settle(fold(state, (added,)), node, actor_id, act.comment, at)


def judge_removed(state: ChainState, act: RemoveSigner, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Missing SIGNER_UNKNOWN, Forbidden SIGNER_NOT_YOURS, Conflict SIGNER_ACTED, NODE_NOT_ACTIVE, NODE_STUCK."""
    check_active(state, act.node)
    standing = state.nodes[act.node]
    panels = {seat: panel for panel in standing.panels for seat in panel.seats}
    seat = next((at for at in panels if standing.approvers[at].id == act.person), None)
    if seat is None:
        raise Missing("SIGNER_UNKNOWN", field=("person",), person=act.person)
    if panels[seat].by != actor_id:
        raise Forbidden("SIGNER_NOT_YOURS", person=act.person)
    if own_word(state, standing, seat) is not Word.PENDING or standing.panels_at(seat):
        raise Conflict("SIGNER_ACTED", person=act.person)
    gone = tuple(
        TaskClosed(task.id, Closing.REMOVED, actor_id, at)
        for task in state.tasks_at(act.node)
        if task.is_open and task.seat == seat
    )
    events = (*gone, SignerRemoved(act.node, state.round, seat, actor_id, act.comment, at))
    after, node = fold(state, events), state.definition.node(act.node)
    if node_word(after, node) is Word.STUCK:
        raise Conflict("NODE_STUCK", node=act.node)
    return *events, *settle(after, node, actor_id, act.comment, at)
