"""Judging acts on a chain: a state and an act give events, or a coded refusal. Each act is a module of `tas.chain.act`.

Rights of operators (who may cancel, hold, reassign) are the caller's; who holds a task, who is the starter and what is
still open is judged here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from tas.chain.act.absence import BeginAbsence, judge_absence
from tas.chain.act.decide_task import Decide, judge_decision
from tas.chain.act.delegate import Advise, Delegate, judge_advice, judge_delegation
from tas.chain.act.extend import Extend, judge_extension
from tas.chain.act.finish import Cancel, Resubmit, Withdraw, judge_cancel, judge_resubmission, judge_withdrawal
from tas.chain.act.hold import Hold, Resume, judge_hold, judge_resumption
from tas.chain.act.reassign import Reassign, judge_reassignment
from tas.chain.act.signer import AddSigner, RemoveSigner, judge_added, judge_removed
from tas.chain.act.skip import Skip, judge_skip
from tas.chain.act.take_back import TakeBack, judge_take_back
from tas.chain.act.timer import TimerFired, judge_timer
from tas.chain.act.transfer import Transfer, judge_transfer
from tas.chain.act.urge import Urge, judge_urging
from tas.chain.state import ChainState, Status
from tas.core.errors import Conflict

__all__ = [
    "Act", "AddSigner", "Advise", "BeginAbsence", "Cancel", "Decide", "Delegate", "Extend", "Hold", "Reassign",
    "RemoveSigner", "Resubmit", "Resume", "Skip", "TakeBack", "TimerFired", "Transfer", "Urge", "Withdraw", "decide",
]  # fmt: skip

Act: TypeAlias = (
    Decide
    | Withdraw
    | Resubmit
    | TimerFired
    | Cancel
    | AddSigner
    | RemoveSigner
    | Transfer
    | Delegate
    | Advise
    | TakeBack
    | Urge
    | Hold
    | Resume
    | Reassign
    | Extend
    | Skip
    | BeginAbsence
)
Judge: TypeAlias = Callable[[ChainState, Any, str, datetime], tuple[object, ...]]
JUDGES: Mapping[type, Judge] = {
    Decide: judge_decision,
    Withdraw: judge_withdrawal,
    Resubmit: judge_resubmission,
    Cancel: judge_cancel,
    AddSigner: judge_added,
    RemoveSigner: judge_removed,
    Transfer: judge_transfer,
    Delegate: judge_delegation,
    Advise: judge_advice,
    TakeBack: judge_take_back,
    Urge: judge_urging,
    Hold: judge_hold,
    Resume: judge_resumption,
    Reassign: judge_reassignment,
    Extend: judge_extension,
    Skip: judge_skip,
    BeginAbsence: judge_absence,
}
WHILE_HELD = (Resume, Withdraw, Cancel, Reassign, BeginAbsence)
"""What may be done while the clocks stand still."""


def decide(state: ChainState, act: Act, actor_id: str, at: datetime) -> tuple[object, ...]:
    """The events an act gives; () for a timer that has nothing left to tell. Raises Conflict CHAIN_NOT_STARTED,
    CHAIN_ENDED, CHAIN_HELD, and what the act's own module says. The caller then folds and calls `advance`."""
    if isinstance(act, TimerFired):
        return judge_timer(state, act, actor_id, at)
    if state.status is Status.NEW:
        raise Conflict("CHAIN_NOT_STARTED", chain=state.id)
    if state.ended:
        raise Conflict("CHAIN_ENDED", chain=state.id, outcome=state.status.value, by=state.last_by)
    if state.held_at is not None and not isinstance(act, WHILE_HELD):
        raise Conflict("CHAIN_HELD", chain=state.id, by=state.held_by or "")
    return JUDGES[type(act)](state, act, actor_id, at)
