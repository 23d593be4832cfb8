"""Enumerations of the domain and the contracts as GraphQL ones. Import them from here: what reads their bare form first
would make a second type of the same name."""

import strawberry

from services.people.domain.account import AccountStatus
from tas.contracts.people import Verification
from tas.core.actor import ActorKind

__all__ = ["AccountStatus", "ActorKind", "Verification"]

strawberry.enum(AccountStatus, description="DRAFT until the first evaluation is approved, then ACTIVE.")
strawberry.enum(Verification, description="How far the customer information evaluation (TAS 1-2) of an account is.")
strawberry.enum(ActorKind, description="What kind of actor asks.")
