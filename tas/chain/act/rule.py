"""What several acts ask: the task an act is about, the words it needs, and who may be given a seat."""

from tas.chain.event import Approver
from tas.chain.seat import barred
from tas.chain.state import ChainState, NodeStatus, Task
from tas.core.errors import Conflict, Forbidden, Invalid, Missing

SHORTEST_COMMENT = 10


def task_of(state: ChainState, task_id: str) -> Task:
    """Raises Missing TASK_UNKNOWN."""
    task = state.tasks.get(task_id)
    if task is None:
        raise Missing("TASK_UNKNOWN", field=("taskId",), task=task_id)
    return task


def open_task(state: ChainState, task_id: str) -> Task:
    """Raises Missing TASK_UNKNOWN, Conflict TASK_CLOSED naming who closed it."""
    task = task_of(state, task_id)
    if not task.is_open:
        how = task.verdict or task.closing
        raise Conflict("TASK_CLOSED", task=task.id, by=task.closed_by or "", how=how.value if how else "")
    return task


def held_task(state: ChainState, task_id: str, actor_id: str) -> Task:
    """The actor's own open task. Raises Forbidden TASK_NOT_YOURS beside what `open_task` does."""
    task = task_of(state, task_id)
    if task.approver_id != actor_id:
        raise Forbidden("TASK_NOT_YOURS", field=("taskId",), task=task.id)
    return open_task(state, task_id)


def own_task(state: ChainState, task_id: str, actor_id: str) -> Task:
    """The actor's own open task on which they decide, not only advise. Raises Conflict TASK_ADVISES too."""
    task = held_task(state, task_id, actor_id)
    if task.delegator is not None:
        raise Conflict("TASK_ADVISES", task=task.id, by=task.delegator.id)
    return task


def reasoned(comment: str) -> str:
    """Raises Invalid COMMENT_TOO_SHORT."""
    if len(comment.strip()) < SHORTEST_COMMENT:
        raise Invalid("COMMENT_TOO_SHORT", field=("comment",), minimum=SHORTEST_COMMENT)
    return comment


def refusal_of(state: ChainState, node_key: str, person: str) -> str | None:
    """Why this person may not be given a seat at the node; None when they may."""
    held = {task.approver_id for task in state.tasks_at(node_key) if task.is_open or task.word is not None}
    standing = state.nodes.get(node_key)
    seated = {one.id for at, one in enumerate(standing.approvers) if at not in standing.removed} if standing else set()
    if person in held | seated:
        return "holds a seat here"
    return barred(state, state.definition.node(node_key)).get(person)


def check_seatable(state: ChainState, node_key: str, person: str) -> None:
    """Raises Forbidden PERSON_BARRED."""
    why = refusal_of(state, node_key, person)
    if why is not None:
        raise Forbidden("PERSON_BARRED", field=("to",), person=person, why=why)


def check_active(state: ChainState, node_key: str) -> None:
    """Raises Conflict NODE_NOT_ACTIVE unless people are asked at the node now."""
    standing = state.nodes.get(node_key)
    if standing is None or standing.status is not NodeStatus.ACTIVE:
        raise Conflict("NODE_NOT_ACTIVE", field=("node",), node=node_key)


def given(person: str, why: str, before: Approver) -> Approver:
    """The next holder of a seat: the votes stay with the seat, the way there grows by who held it."""
    return Approver(person, why, (*before.hops, before.id)[-10:], False, before.weight)
