"""Noting beside every chain that runs that its subject's customer became another legal entity, or was merged. Customers
are told of by the people service, their registrations by the opportunity service once they know it."""

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from kit.journal.entry import Entry
from kit.journal.ledger import Ledger
from services.approval.app.port import ChainList
from services.approval.app.submit import APPROVAL
from services.approval.domain.subject_change import SUBJECT_CHANGE
from tas.contracts.account import AccountCoreChanged, AccountMerged
from tas.contracts.opportunity import CustomerEntityChanged, CustomerMerged
from tas.contracts.subject import SubjectChanged, SubjectChangeKind
from tas.core.event import knows, revive
from tas.core.ids import caused_command_id, split_aggregate


async def note_subject(ledger: Ledger, chains: ChainList, entry: Entry) -> None:
    """Of an entry of the subject, beside each of its chains that was submitted before and has not ended, once."""
    for index, recorded in enumerate(entry.events):
        match revive(recorded) if knows(recorded.type) else None:
            case AccountCoreChanged(legal_entity=True) | CustomerEntityChanged() as event:
                await _note(ledger, chains, entry, index, SubjectChangeKind.ENTITY_CHANGED, event.account_id)
            case AccountMerged() | CustomerMerged() as event:
                await _note(ledger, chains, entry, index, SubjectChangeKind.MERGED, event.account_id)


async def _note(
    ledger: Ledger, chains: ChainList, entry: Entry, index: int, kind: SubjectChangeKind, account_id: str
) -> None:
    type, id = split_aggregate(entry.aggregate)
    cause = entry.event_id(index)
    for record in await chains.of_subjects(type, [id]):
        chain = record.chain
        if chain.ended or chain.submitted_at is None or chain.submitted_at >= entry.at:
            continue
        noted = SubjectChanged(chain.id, kind, account_id, cause, entry.at)
        command_id = caused_command_id(cause, APPROVAL.id, "note-subject", chain.id)
        command = caused_command(APPROVAL, command_id, entry.at)
        await ledger.execute(SUBJECT_CHANGE, chain.id, command, lambda _, noted=noted: Decided((noted,), {}))  # type: ignore[misc]
