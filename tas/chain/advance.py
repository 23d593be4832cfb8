"""Moving a chain on: which nodes could be entered, whom to ask about, and the events of entering them.

`candidates` and `escalation_candidates` tell what to ask outside; `advance` uses the answers. A node whose answer
lacks is not entered and never passed; the next call tries again.
"""

from datetime import datetime

from tas.chain.consultation import (
    FLOW_ADMIN,
    Candidate,
    Consultation,
    candidates,
    escalation_candidates,
    moves,
    ready,
)
from tas.chain.ending import ended
from tas.chain.enter import enter
from tas.chain.event import FactsRead
from tas.chain.evolve import fold
from tas.chain.standin import escalations
from tas.chain.state import PASSED, ChainState
from tas.contracts.chain import Outcome

__all__ = ["FLOW_ADMIN", "Candidate", "Consultation", "advance", "candidates", "escalation_candidates"]


def advance(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    """The events of everything that can happen now without anybody's decision; () when there is nothing to do."""
    if not moves(state):
        return ()
    read = _facts_read(state, consultation, at)
    events: tuple[object, ...] = ()
    for _ in range(len(state.definition.nodes) + 1):
        now = fold(state, read + events)
        step = escalations(now, consultation, at) if not events else ()
        step += _enter_ready(fold(now, step), consultation, at)
        if not step:
            break
        events += step
    return read + events if events else ()


def _facts_read(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    changed = any(name not in state.facts or state.facts[name] != value for name, value in consultation.facts.items())
    return (FactsRead(dict(consultation.facts), at),) if changed else ()


def _enter_ready(state: ChainState, consultation: Consultation, at: datetime) -> tuple[object, ...]:
    events: tuple[object, ...] = ()
    for node in state.definition.nodes:
        now = fold(state, events)
        if not moves(now):
            return events
        if ready(now, node):
            events += enter(now, node, consultation, at)
    now = fold(state, events)
    done = all(key.key in now.nodes and now.nodes[key.key].status in PASSED for key in now.definition.nodes)
    if done and moves(now):
        events += (ended(now, Outcome.APPROVED, now.last_by, now.last_comment, at),)
    return events
