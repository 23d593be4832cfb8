"""Somebody's absence begins while they hold open tasks: told by the organisation's event, settled by `advance`."""

from dataclasses import dataclass
from datetime import datetime

from tas.chain.act_event import AbsenceBegan
from tas.chain.state import ChainState


@dataclass(frozen=True, slots=True)
class BeginAbsence:
    person_id: str


def judge_absence(state: ChainState, act: BeginAbsence, actor_id: str, at: datetime) -> tuple[object, ...]:
    """() when the person holds nothing open here."""
    holds = any(task.approver_id == act.person_id for task in state.open_tasks())
    return (AbsenceBegan(act.person_id, at),) if holds else ()
