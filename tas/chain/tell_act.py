"""The history's lines of acts that move seats, nodes and clocks."""

from datetime import datetime

from tas.chain import act_event as inner
from tas.chain.act_event import Move
from tas.chain.moment import Moment
from tas.chain.state import ChainState
from tas.contracts.chain import Copied

MOVES = {
    Move.TRANSFER: "TRANSFERRED",
    Move.DELEGATE: "DELEGATED",
    Move.ADVISED: "ADVISED",
    Move.RECALLED: "RECALLED",
    Move.REASSIGN: "REASSIGNED",
    Move.ABSENCE: "STOOD_IN",
}


def tell_act(state: ChainState, event: object) -> Moment | None:
    """The line of an act's event, None for what says nothing to people. `state` is the chain before it."""
    match event:
        case inner.NodesReturned(node, round, targets, policy, by=by, comment=comment, at=at):
            return Moment(at, round, node, "SENT_BACK", by, f"{', '.join(targets) or 'START'} ({policy}): {comment}")
        case inner.SkipAsked(node, round, reason, comment, by, at):
            return Moment(at, round, node, "SKIP_ASKED", by, f"{reason}: {comment}")
        case inner.NodeOverridden(node, round, asked_by, by, reason, comment, at):
            return Moment(at, round, node, "OVERRIDDEN", by, f"{reason}, asked by {asked_by}: {comment}")
        case inner.SignerRemoved(node, round, seat, by, comment, at):
            person = state.nodes[node].approvers[seat].id if node in state.nodes else ""
            return Moment(at, round, node, "SIGNER_REMOVED", by, f"{person} {comment}".strip())
        case inner.ChainHeld(reason, comment, by, at):
            return Moment(at, state.round, "", "HELD", by, f"{reason}: {comment}")
        case inner.ChainResumed(comment=comment, by=by, at=at):
            return Moment(at, state.round, "", "RESUMED", by, comment)
    return _of_itself(state, event) or _of_task(state, event)


def _of_itself(state: ChainState, event: object) -> Moment | None:
    """What the chain does by itself."""
    if isinstance(event, inner.AbsenceBegan):
        return Moment(event.at, state.round, "", "ABSENCE_BEGAN", event.person_id, "")
    if isinstance(event, inner.NodeScored):
        return Moment(event.at, event.round, event.node, "SCORED", "", "; ".join((f"{event.percent} %", *event.failed)))
    if isinstance(event, inner.NodeKept):
        return Moment(event.at, event.round, event.node, "KEPT", "", event.reason)
    if isinstance(event, Copied):
        return Moment(event.at, event.round, event.node, "COPIED", "", ", ".join(event.people))
    return None


def _of_task(state: ChainState, event: object) -> Moment | None:
    def line(task_id: str, what: str, who: str, why: str, at: datetime) -> Moment | None:
        task = state.tasks.get(task_id)
        return Moment(at, task.round, task.node, what, who, why) if task is not None else None

    match event:
        case inner.TaskMoved(id, approver=holder, why=why, by=by, comment=comment, at=at):
            return line(id, MOVES[why], by, " → ".join(filter(None, (comment, holder.why, holder.id))), at)
        case inner.SignersAdded(id, place, mode, approvers, by, comment, at):
            people = ", ".join(one.id for one in approvers)
            return line(id, "SIGNERS_ADDED", by, f"{place} {mode}: {people} {comment}".strip(), at)
        case inner.DecisionTakenBack(id, by=by, comment=comment, at=at):
            return line(id, "DECISION_TAKEN_BACK", by, comment, at)
        case inner.TaskUrged(id, by, at):
            return line(id, "URGED", by, "", at)
        case inner.TaskExtended(id, duration, reason=reason, comment=comment, by=by, at=at):
            return line(id, "EXTENDED", by, f"{duration}, {reason}: {comment}", at)
        case inner.AbsenceSettled(id, reason, at):
            return line(id, "NO_STAND_IN", "", reason, at)
    return None
