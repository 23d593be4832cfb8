"""Entering one node: passed over by its condition, checked, left as it stood before a return, or its seats opened."""

from datetime import datetime

from tas.chain.act_event import NodeKept
from tas.chain.consultation import FLOW_ADMIN, Consultation, copy_key, found, group_key
from tas.chain.ending import turned_down
from tas.chain.event import Approver, NodeChecked, NodeEntered, NodeSkipped
from tas.chain.evolve import fold
from tas.chain.fact import facts_for
from tas.chain.seat import enough, opened, seats, settle
from tas.chain.state import ChainState
from tas.chain.vote import wanted
from tas.contracts.chain import Copied
from tas.flows.condition import evaluate
from tas.flows.definition import Mode, Node, NodeKind


def enter(state: ChainState, node: Node, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    """The events of entering a node that is ready; () when an answer that it needs is lacking."""
    reason = "always"
    if node.condition is not None:
        finding = evaluate(node.condition, facts_for(state))
        reason = finding.reason
        if finding.value is False:
            return (NodeSkipped(node.key, state.round, reason, at),)
    kept = _kept(state, node, at)
    if kept is not None:
        return (kept,)
    if node.kind is NodeKind.NOTIFY:
        told = NodeChecked(node.key, state.round, True, (), reason, at)
        return told, *_copies(state, node, consultation, at)
    if node.kind is NodeKind.SYSTEM_CHECK:
        checked = _check(state, node, at)
        return (*_copies(state, node, consultation, at), *checked) if checked else ()
    return _seated(state, node, reason, consultation, at)


def _seated(state: ChainState, node: Node, reason: str, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    holders = _holders(state, node, consultation)
    if holders is None:
        return ()
    groups, approvers = holders
    entered = NodeEntered(node.key, state.round, node.resolver, approvers, reason, at, groups)
    events: tuple[object, ...] = (entered, *_copies(state, node, consultation, at))
    for seat in wanted(fold(state, events), node):
        events += opened(fold(state, events), node, seat, approvers[seat], at)
    now = fold(state, events)
    return events + settle(now, node, now.last_by, now.last_comment, at)


def _holders(
    state: ChainState, node: Node, consultation: Consultation
) -> tuple[tuple[str, ...], tuple[Approver, ...]] | None:
    """Each seat's group and holder; None when somebody is lacking, so that the node waits."""
    admins = found(consultation, FLOW_ADMIN) or ()
    if node.mode is not Mode.PER_GROUP:
        asked = found(consultation, node.key)
        approvers = seats(state, node, asked, admins) if asked is not None else ()
        return ((), approvers) if enough(node, approvers) else None
    groups: tuple[str, ...] = ()
    held: tuple[Approver, ...] = ()
    for group in node.groups:
        asked = found(consultation, group_key(node, group.key))
        if asked is None:
            return None
        taken = {one.id for one in held}
        free = [one for one in asked if one.id not in taken]
        own = seats(state, node, free, [one for one in admins if one.id not in taken])
        if sum(one.weight for one in own) < group.need:
            return None
        groups, held = (*groups, *(group.key for _ in own)), (*held, *own)
    return groups, held


def _copies(state: ChainState, node: Node, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    """Who is shown the chain here, each person once in its life."""
    answers = [found(consultation, copy_key(node, number)) or () for number in range(len(node.cc))]
    named = dict.fromkeys(one.id for answer in answers for one in answer)
    people = tuple(person for person in named if person not in state.copied)
    return (Copied(state.id, node.key, state.round, people, at),) if people else ()


def _kept(state: ChainState, node: Node, at: datetime) -> NodeKept | None:
    """After a return by RERUN_CHANGED: what the node covers is as it was when it was decided."""
    before = state.kept.get(node.key)
    if before is None:
        return None
    facts = facts_for(state)
    changed = [name for name in node.covers if facts.get(name) != before.looked_at.get(name)]
    reason = f"unchanged: {', '.join(node.covers) or 'it covers nothing'}"
    return None if changed else NodeKept(node.key, state.round, reason, at)


def _check(state: ChainState, node: Node, at: datetime) -> tuple[object, ...]:
    facts = facts_for(state)
    findings = [(check, evaluate(check.must, facts)) for check in node.checks]
    if any(finding.value is None for _, finding in findings):
        return ()
    failed = tuple(check.finding for check, finding in findings if finding.value is False)
    reason = ", ".join(dict.fromkeys(finding.reason for _, finding in findings))
    checked = NodeChecked(node.key, state.round, not failed, failed, reason, at)
    if not failed:
        return (checked,)
    return checked, *turned_down(fold(state, (checked,)), node, "system", "; ".join(failed), at)
