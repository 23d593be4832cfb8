"""The aggregate `chain` as this service keeps it: the state machine's state, the epoch of the run that owns it, and its
history as people read it.

What a chain does is `tas.chain`; nothing here decides.
"""

from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.chain.evolve import evolve as evolve_chain
from tas.chain.state import ChainState, initial
from tas.chain.timeline import Moment, tell
from tas.contracts.chain import ChainRebuilt
from tas.core.codec import to_json


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """`epoch`: appends of an older one are refused. `history`: a line for each event that says something to people."""

    epoch: int
    chain: ChainState
    history: tuple[Moment, ...] = ()


def evolve(record: ChainRecord, event: Any, entry: Entry) -> ChainRecord:
    """The record after one event of an entry."""
    moment = tell(record.chain, event, entry.at, entry.actor.id)
    history = record.history if moment is None else (*record.history, moment)
    if isinstance(event, ChainRebuilt):
        return ChainRecord(event.epoch, replace(record.chain, version=entry.version), history)
    chain = evolve_chain(record.chain, event)
    return replace(record, chain=replace(chain, version=entry.version), history=history)


def view(record: ChainRecord) -> dict[str, Any]:
    """What lists filter and sort by. `openApprovers` is the inbox; `taskIds` finds the chain of a task."""
    chain = record.chain
    return {
        "code": chain.definition.code,
        "status": chain.status.value,
        "subjectType": chain.subject.type,
        "subjectId": chain.subject.id,
        "starterPartnerId": chain.starter_partner_id,
        "submittedAt": to_json(chain.submitted_at),
        "openApprovers": sorted({task.approver_id for task in chain.open_tasks()}),
        "taskIds": sorted(chain.tasks),
    }


CHAIN: AggregateType[ChainRecord] = AggregateType(
    name="chain",
    state=ChainRecord,
    initial=lambda key: ChainRecord(0, initial(key)),
    evolve=evolve,
    view=view,
)
