"""Events of the people service about what is kept of a person and for how long. Aggregate types: `erasure` (key: the
person's id), `export` (key: its id), and `person`, whose other events are in `contact`.

Reasons and purposes are words of ours, never free text: what somebody writes could name the person again.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tas.core.event import event


class ErasureReason(StrEnum):
    """Why somebody's data is erased."""

    REQUESTED = "REQUESTED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    RETENTION_OVER = "RETENTION_OVER"
    RECORDED_IN_ERROR = "RECORDED_IN_ERROR"


class ConsentBasis(StrEnum):
    """What allows us to keep a person's data."""

    CONSENT = "CONSENT"
    CONTRACT = "CONTRACT"
    LEGITIMATE_INTEREST = "LEGITIMATE_INTEREST"


class ExportFormat(StrEnum):
    CSV = "CSV"
    VCARD = "VCARD"


class ExportPurpose(StrEnum):
    """What an export is for."""

    SUBJECT_ACCESS = "SUBJECT_ACCESS"
    EVENT = "EVENT"
    MAILING = "MAILING"
    MEETING = "MEETING"
    ADDRESS_BOOK = "ADDRESS_BOOK"


@event(version=1)
@dataclass(frozen=True, slots=True)
class ErasureRequested:
    """First step: nothing is erased yet. `exports` names the exports that the person's data left in, so that who
    holds them can be told."""

    person_id: str
    reason: ErasureReason
    exports: tuple[str, ...]


@event(version=1)
@dataclass(frozen=True, slots=True)
class ErasureCancelled:
    """The request is taken back; nothing was erased."""

    person_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class ErasureConfirmed:
    """Second step, and the stub that stays: the person's key is destroyed because of this event, with those of the
    persons merged into them."""

    person_id: str
    reason: ErasureReason


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonErased:
    """Their key is gone. Every sealed text of theirs, here and everywhere, is noise from now on."""

    person_id: str
    reason: ErasureReason


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonAbsorbed:
    """Another record turned out to be of this same person: its details are theirs, as long as it stays merged."""

    person_id: str
    other_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonReleased:
    """The other record is a person of its own again."""

    person_id: str
    other_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonMerged:
    """This record is of the same person as another one, which stands for both. It keeps all it had."""

    person_id: str
    into_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonUnmerged:
    """This record stands for itself again, as it was."""

    person_id: str
    into_id: str


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonConsentRecorded:
    """What their data is kept on from now on. `expires_on`: the last day it counts, where it has one."""

    person_id: str
    basis: ConsentBasis
    given_on: date
    expires_on: date | None


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonConsentWithdrawn:
    """Nothing allows us to keep it any more: the person is due for erasure from that day on."""

    person_id: str
    withdrawn_on: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonRetained:
    """Somebody looked and found that the data is still needed: it is due again after that day."""

    person_id: str
    until: date


@event(version=1)
@dataclass(frozen=True, slots=True)
class PersonsExported:
    """Data of these persons left the suite as a file."""

    export_id: str
    format: ExportFormat
    purpose: ExportPurpose
    person_ids: tuple[str, ...]
