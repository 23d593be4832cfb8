"""What a reader sees of chains and tasks: by ids in one store query, by subjects, as an inbox.

Everything goes through `authorise`; what the reader may not see is absent, exactly as what does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.page import Key, Page, Window
from services.approval.app import authorise
from services.approval.app.container import Approvals
from services.approval.domain.chain import CHAIN, ChainRecord
from tas.chain.state import Status, Task
from tas.core.actor import Actor
from tas.core.codec import to_json
from tas.core.errors import Invalid

MOST_SUBJECTS = 100


@dataclass(frozen=True, slots=True)
class Seat:
    """A task with the chain that it is of."""

    record: ChainRecord
    task: Task


async def chains_by_id(app: Approvals, actor: Actor, ids: Sequence[str]) -> Mapping[str, ChainRecord]:
    """Those of the ids that the actor may see; one store query."""
    found = await app.ledger.views(CHAIN, ids)
    return {id: loaded.state for id, loaded in found.items() if authorise.sees(actor, loaded.state.chain)}


async def seats_by_id(app: Approvals, actor: Actor, task_ids: Sequence[str]) -> Mapping[str, Seat]:
    """Those of the tasks that the actor may see."""
    wanted = set(task_ids)
    found = await app.chains.of_tasks(task_ids)
    return {
        task.id: Seat(record, task)
        for record in found
        if authorise.sees_inside(actor, record.chain)
        for task in record.chain.tasks.values()
        if task.id in wanted
    }


async def chains_by_subject(
    app: Approvals, actor: Actor, type: str, ids: Sequence[str]
) -> Mapping[str, Sequence[ChainRecord]]:
    """Subject → its chains that the actor may see, newest first. A subject without any is absent."""
    by_subject: dict[str, list[ChainRecord]] = {}
    for record in await app.chains.of_subjects(type, ids):
        if authorise.sees(actor, record.chain):
            by_subject.setdefault(record.chain.subject.id, []).append(record)
    return by_subject


async def running_chains(app: Approvals, type: str, ids: Sequence[str], approved: bool = False) -> list[str]:
    """Ids of the chains about any of these subjects that have not ended, or else of those that were approved, for the
    service that owns the subjects. Raises Invalid(TOO_MANY_ITEMS)."""
    if len(ids) > MOST_SUBJECTS:
        raise Invalid("TOO_MANY_ITEMS", field=("ids",), most=MOST_SUBJECTS)
    found = await app.chains.of_subjects(type, ids)
    wanted = [one.chain for one in found if (one.chain.status is Status.APPROVED if approved else not one.chain.ended)]
    return [chain.id for chain in wanted]


async def inbox(app: Approvals, actor: Actor, window: Window) -> Page[Seat]:
    """The actor's own open tasks, oldest submission first; at most three store queries. A key is (submittedAt,
    "chain task"). Raises Forbidden EMPLOYEE_ONLY."""
    authorise.to_work_here(actor)
    after, before = _of_chain(window.after), _of_chain(window.before)
    page = await app.chains.waiting_for(actor.id, Window(window.size, after, before, window.backwards))
    edges = await app.ledger.views(CHAIN, [key[1] for key in (after, before) if key is not None])
    records = {record.chain.id: record for record in (*page.items, *(edge.state for edge in edges.values()))}
    keyed = sorted(_seats(records.values(), actor.id), key=lambda one: one[0])
    inside = [
        (key, seat)
        for key, seat in keyed
        if (window.after is None or key > window.after) and (window.before is None or key < window.before)
    ]
    kept = inside[-window.size :] if window.backwards else inside[: window.size]
    return Page(tuple(seat for _, seat in kept), tuple(key for key, _ in kept), page.more or len(inside) > len(kept))


def _seats(records: Iterable[ChainRecord], approver_id: str) -> list[tuple[Key, Seat]]:
    return [
        ((to_json(record.chain.submitted_at), f"{record.chain.id} {task.id}"), Seat(record, task))
        for record in records
        for task in record.chain.open_tasks()
        if task.approver_id == approver_id
    ]


def _of_chain(key: Key | None) -> Key | None:
    """The key of the chain in a task's key."""
    return None if key is None else (key[0], key[1].partition(" ")[0])
