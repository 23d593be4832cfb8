"""Events of `account-group/company`, the people service's order of changes to who is above whom among customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tas.core.actor import Actor
from tas.core.codec import Json
from tas.core.event import Recorded, event


@event(version=1)
@dataclass(frozen=True, slots=True)
class GroupChangeOrdered:
    """The next change of who is above whom, or of who was merged: the entry that is to stand on the account, by the
    command that asked for it."""

    account_id: str
    command_key: str
    digest: str
    actor: Actor
    on_behalf_of: str | None
    at: datetime
    events: tuple[Recorded, ...]
    answer: Mapping[str, Json]


@event(version=1)
@dataclass(frozen=True, slots=True)
class GroupChangeDropped:
    """The account refused the change that was next: it never stands."""

    account_id: str
    command_key: str
