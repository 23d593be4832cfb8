"""What the commands and queries ask of the world. Implemented in `adapters`; the tests have fakes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.page import Page, Window
from services.opportunity.domain.filing import Standing
from services.opportunity.domain.opportunity import Opportunity
from services.opportunity.domain.registration import Registration


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, UTC."""


class PartnerDirectory(Protocol):
    """The people service, as far as a filing needs it. Every call has a timeout and raises Unavailable beyond it."""

    async def partner_standing(self, partner_id: str) -> Standing | None:
        """None when there is no such partner."""

    async def ensure_account(self, command_id: str, credit_code: str, legal_name: str, region: str) -> str:
        """The id of the account that the code names, made when nobody knew it. Raises Invalid(CREDIT_CODE_INVALID)."""


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    partner_id: str | None = None
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpportunityFilter:
    partner_id: str | None = None
    stages: tuple[str, ...] = ()


class DealIndex(Protocol):
    """Lists over the state documents, newest first by (filing or opening instant, id). They may lag by one write."""

    async def registrations(self, wanted: RegistrationFilter, window: Window) -> Page[Registration]: ...

    async def opportunities(self, wanted: OpportunityFilter, window: Window) -> Page[Opportunity]: ...

    async def live_registrations_of(self, account_id: str, first: int) -> Page[Registration]:
        """The registrations of an account that hold their scope, newest filing first."""

    async def registrations_of(self, account_id: str, window: Window) -> Page[Registration]:
        """Every registration of an account, newest filing first."""

    async def opportunities_of(self, account_id: str, window: Window) -> Page[Opportunity]:
        """The opportunities of an account, newest opening first."""
