"""The aggregate `draft`: what somebody writes before it is submitted. It is its owner's alone, can be changed while it
is open, is out of their hands while its chain runs, and comes back to them by their own act once it was turned down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.chain.state import Status
from tas.contracts.draft import DraftReopened, DraftSaved, DraftSubmitted
from tas.core.codec import Json, to_json
from tas.core.errors import Conflict

LIFETIME = timedelta(days=14)
"""An open draft that nobody touched for so long has expired. Told from its last change, so that no clock has to run."""
TURNED_DOWN = frozenset({Status.RETURNED, Status.REJECTED, Status.WITHDRAWN, Status.CANCELLED})
"""Where a chain stands when its draft may be taken back."""


class DraftStatus(StrEnum):
    NEW = "NEW"
    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    EXPIRED = "EXPIRED"


class DraftAct(StrEnum):
    SAVED = "SAVED"
    SUBMITTED = "SUBMITTED"
    REOPENED = "REOPENED"


@dataclass(frozen=True, slots=True)
class DraftMoment:
    """One line of a draft's history. `chain_id`: which chain it was sent to; empty for other acts."""

    what: DraftAct
    at: datetime
    chain_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """`chain_id`: the chain it was last sent to, while that chain goes on with it. `status` is never EXPIRED here."""

    id: str
    status: DraftStatus = DraftStatus.NEW
    owner_id: str = ""
    code: str = ""
    subject_type: str = ""
    subject_id: str = ""
    form: Mapping[str, Json] | None = None
    chain_id: str = ""
    changed_at: datetime | None = None
    history: tuple[DraftMoment, ...] = ()

    @property
    def expires_at(self) -> datetime | None:
        """When it is no longer there to be changed or sent; None unless it is open."""
        open_since = self.changed_at if self.status is DraftStatus.OPEN else None
        return open_since + LIFETIME if open_since is not None else None

    def status_at(self, at: datetime) -> DraftStatus:
        """The status as its owner is told it."""
        expires = self.expires_at
        return DraftStatus.EXPIRED if expires is not None and at >= expires else self.status

    @property
    def submissions(self) -> int:
        return sum(moment.what is DraftAct.SUBMITTED for moment in self.history)

    def in_hand(self, at: datetime) -> None:
        """Whether its owner may change or send it. Raises Conflict DRAFT_SUBMITTED, DRAFT_EXPIRED."""
        standing = self.status_at(at)
        if standing is DraftStatus.EXPIRED:
            raise Conflict("DRAFT_EXPIRED", field=("draftId",), draft=self.id)
        if standing is DraftStatus.SUBMITTED:
            raise Conflict("DRAFT_SUBMITTED", field=("draftId",), draft=self.id, chain=self.chain_id)

    def came_back(self, chain: Status) -> None:
        """Whether its owner may take it back, with its chain standing so. Raises Conflict DRAFT_NOT_RETURNED."""
        if self.status is not DraftStatus.SUBMITTED or chain not in TURNED_DOWN:
            raise Conflict("DRAFT_NOT_RETURNED", field=("draftId",), draft=self.id, status=chain.value)


def evolve(draft: Draft, event: Any, entry: Entry) -> Draft:
    """The draft after one event of an entry."""
    match event:
        case DraftSaved(_, owner, code, type, id, form, at):
            told = _told(draft, DraftStatus.OPEN, DraftMoment(DraftAct.SAVED, at))
            return replace(told, owner_id=owner, code=code, subject_type=type, subject_id=id, form=dict(form))
        case DraftSubmitted(_, chain_id, at):
            told = _told(draft, DraftStatus.SUBMITTED, DraftMoment(DraftAct.SUBMITTED, at, chain_id))
            return replace(told, chain_id=chain_id)
        case DraftReopened(_, goes_on, at):
            told = _told(draft, DraftStatus.OPEN, DraftMoment(DraftAct.REOPENED, at))
            return told if goes_on else replace(told, chain_id="")
    return draft


def _told(draft: Draft, status: DraftStatus, moment: DraftMoment) -> Draft:
    return replace(draft, status=status, changed_at=moment.at, history=(*draft.history, moment))


def view(draft: Draft) -> dict[str, Any]:
    """What lists filter and sort by."""
    return {"ownerId": draft.owner_id, "draftStatus": draft.status.value, "changedAt": to_json(draft.changed_at)}


DRAFT: AggregateType[Draft] = AggregateType(name="draft", state=Draft, initial=Draft, evolve=evolve, view=view)
