"""Whether a chain's record is what it says it is: its entries are walked, and compared with the state that is shown."""

from dataclasses import dataclass

from kit.journal.verify import Fault, faults_of
from services.approval.app.container import Approvals
from services.approval.domain.chain import CHAIN
from tas.core.ids import aggregate_name, entry_id

STRETCH = 100


@dataclass(frozen=True, slots=True)
class Verified:
    """`entries`: how many were walked."""

    entries: int
    faults: tuple[Fault, ...]


async def verify_chain(app: Approvals, chain_id: str) -> Verified:
    """Finds edited, unchained, missing and cut-off entries: the walk must come to the very entry that the state rests
    on. Who may ask is the caller's."""
    loaded = await app.ledger.load(CHAIN, chain_id)
    aggregate = aggregate_name(CHAIN.name, chain_id)
    faults: list[Fault] = []
    version, hash = 0, ""
    while stretch := await app.store.entries(aggregate, version, STRETCH):
        faults += faults_of(stretch, version, hash)
        version, hash = stretch[-1].version, stretch[-1].hash
    if version < loaded.version:
        ends = await app.store.entry(aggregate, loaded.version) is None
        faults.append(Fault(entry_id(aggregate, version + 1), "TRUNCATED" if ends else "GAP"))
    elif version == loaded.version and hash != loaded.hash:
        faults.append(Fault(entry_id(aggregate, version), "UNCHAINED"))
    return Verified(version, tuple(faults))
