"""Partner organisations, what they are certified for, and the people who log in for them."""

from dataclasses import dataclass
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.people import PartnerRecorded, PartnerUserRecorded


@dataclass(frozen=True, slots=True)
class Partner:
    """`name` is empty before the first event."""

    id: str
    name: str = ""
    active: bool = False
    product_lines: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def exists(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class PartnerUser:
    """`login` is empty before the first event."""

    id: str
    login: str = ""
    name: str = ""
    partner_id: str = ""
    active: bool = False

    @property
    def exists(self) -> bool:
        return bool(self.login)


def evolve_partner(state: Partner, event: Any, entry: Entry) -> Partner:
    """The partner organisation after an event."""
    if isinstance(event, PartnerRecorded):
        return Partner(state.id, event.name, event.active, event.product_lines, event.regions)
    return state


def evolve_user(state: PartnerUser, event: Any, entry: Entry) -> PartnerUser:
    """The partner user after an event."""
    if isinstance(event, PartnerUserRecorded):
        return PartnerUser(state.id, event.login, event.name, event.partner_id, event.active)
    return state


PARTNER: AggregateType[Partner] = AggregateType("partner", Partner, Partner, evolve_partner)
PARTNER_USER: AggregateType[PartnerUser] = AggregateType("partner-user", PartnerUser, PartnerUser, evolve_user)
