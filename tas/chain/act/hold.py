"""Hold and resume: the clocks stand still, and go on where they stood."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act_event import ChainHeld, ChainResumed, OperatorReason
from tas.chain.clock import going_on
from tas.chain.state import ChainState, Status
from tas.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class Hold:
    reason: OperatorReason
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    comment: str = ""


def judge_hold(state: ChainState, act: Hold, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Conflict CHAIN_NOT_RUNNING; on a held chain CHAIN_HELD, which `decide` raises."""
    if state.status is not Status.RUNNING:
        raise Conflict("CHAIN_NOT_RUNNING", chain=state.id)
    return (ChainHeld(act.reason, act.comment, actor_id, at),)


def judge_resumption(state: ChainState, act: Resume, actor_id: str, at: datetime) -> tuple[object, ...]:
    """Raises Conflict CHAIN_NOT_HELD."""
    if state.held_at is None:
        raise Conflict("CHAIN_NOT_HELD", chain=state.id)
    held = state.held_at
    alarms = {task.id: going_on(state.calendar, task, held, at) for task in state.open_tasks() if task.alarms}
    return (ChainResumed(alarms, act.comment, actor_id, at),)
