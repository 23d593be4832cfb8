"""Enumerations of the domain and the contracts as GraphQL ones. Import them from here: what reads their bare form first
would make a second type of the same name."""

import strawberry

from services.people.domain.account import AccountStatus
from tas.contracts.people import Verification
from tas.contracts.staff import AwayKind, Phase
from tas.core.actor import ActorKind

__all__ = ["AccountStatus", "ActorKind", "AwayKind", "Phase", "Verification"]

strawberry.enum(AccountStatus, description="DRAFT until the first evaluation is approved, then ACTIVE.")
strawberry.enum(Verification, description="How far the customer information evaluation (TAS 1-2) of an account is.")
strawberry.enum(ActorKind, description="What kind of actor asks.")
strawberry.enum(AwayKind, description="ABSENCE: not there at all. DELEGATION: somebody else acts under these posts.")
strawberry.enum(Phase, description="The phases of the operating model: win the customer, the deal, and serve.")
