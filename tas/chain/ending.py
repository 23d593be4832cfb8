"""How a chain ends or goes back: what a rejected or returned node does to it."""

from collections.abc import Sequence
from datetime import datetime

from tas.chain.event import Closing, TaskClosed
from tas.chain.rerun import back_to_nodes, back_to_starter
from tas.chain.state import ChainState
from tas.contracts.chain import ChainEnded, ChainReturned, Outcome
from tas.flows.definition import Node, OnReject, ReturnPolicy


def close_open(state: ChainState, reason: Closing, by: str, at: datetime) -> tuple[TaskClosed, ...]:
    """Closes every open task of the chain."""
    return tuple(TaskClosed(task.id, reason, by, at) for task in state.open_tasks())


def ended(state: ChainState, outcome: Outcome, by: str, comment: str, at: datetime) -> ChainEnded:
    """The chain's last event."""
    return ChainEnded(state.id, state.definition.code, state.subject, outcome, by, comment, at)


def end(
    state: ChainState, closing: Closing, outcome: Outcome, by: str, comment: str, at: datetime
) -> tuple[object, ...]:
    """Every open task closes and the chain ends."""
    return *close_open(state, closing, by, at), ended(state, outcome, by, comment, at)


def turned_down(state: ChainState, node: Node, by: str, comment: str, at: datetime) -> tuple[object, ...]:
    """What a rejected node does to the chain: ends it, or gives it back to the starter or to earlier nodes."""
    if node.on_reject is OnReject.TO_NODE:
        return given_back(state, node, node.reject_to, node.return_policy, by, comment, at)
    if node.on_reject is OnReject.TO_STARTER:
        closed = close_open(state, Closing.NODE_REJECTED, by, at)
        return *closed, *_to_starter(state, node, node.return_policy, by, comment, at)
    return end(state, Closing.NODE_REJECTED, Outcome.REJECTED, by, comment, at)


def given_back(
    state: ChainState,
    node: Node,
    targets: Sequence[str],
    policy: ReturnPolicy,
    by: str,
    comment: str,
    at: datetime,
) -> tuple[object, ...]:
    """A return from `node`: to the starter when no targets are named."""
    if targets:
        return back_to_nodes(state, node, targets, policy, by, comment, at)
    closed = close_open(state, Closing.RETURNED, by, at)
    return *closed, *_to_starter(state, node, policy, by, comment, at)


def _to_starter(
    state: ChainState, node: Node, policy: ReturnPolicy, by: str, comment: str, at: datetime
) -> tuple[object, ...]:
    planned = back_to_starter(state, node, policy, by, comment, at)
    return *planned, ChainReturned(state.id, state.subject, comment, state.round)
