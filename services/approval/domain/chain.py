"""The aggregate `chain` as this service keeps it: the state machine's state and the epoch of the run that owns it.

What a chain does is `tas.chain`; nothing here decides.
"""

from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.chain.evolve import evolve as evolve_chain
from tas.chain.state import ChainState, initial
from tas.contracts.chain import ChainRebuilt
from tas.core.codec import to_json


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """`epoch`: appends of an older one are refused."""

    epoch: int
    chain: ChainState


def evolve(record: ChainRecord, event: Any, entry: Entry) -> ChainRecord:
    """The record after one event of an entry."""
    if isinstance(event, ChainRebuilt):
        return ChainRecord(event.epoch, replace(record.chain, version=entry.version))
    chain = evolve_chain(record.chain, event)
    return replace(record, chain=replace(chain, version=entry.version))


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
