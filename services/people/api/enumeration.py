"""Enumerations of the domain and the contracts as GraphQL ones. Import them from here: what reads their bare form first
would make a second type of the same name."""

import strawberry

from services.people.domain.account import AccountStatus
from services.people.domain.duplicate import Likeness
from tas.contracts.account import ChangeReason, CoreField, VerifyMethod
from tas.contracts.people import Verification
from tas.contracts.staff import AwayKind, Phase
from tas.core.actor import ActorKind

__all__ = [
    "AccountStatus",
    "ActorKind",
    "AwayKind",
    "ChangeReason",
    "CoreField",
    "Likeness",
    "Phase",
    "Verification",
    "VerifyMethod",
]

strawberry.enum(
    AccountStatus, description="DRAFT until the first evaluation is approved, then ACTIVE; MERGED into another account."
)
strawberry.enum(CoreField, description="A core field: once verified it changes through flow TAS 1-3 only.")
strawberry.enum(ChangeReason, description="Why a core field changes.")
strawberry.enum(VerifyMethod, description="How the truth of a field or an account was looked into.")
strawberry.enum(Likeness, description="Why two accounts may be the same customer: alike names, or one web domain.")
strawberry.enum(Verification, description="How far the customer information evaluation (TAS 1-2) of an account is.")
strawberry.enum(ActorKind, description="What kind of actor asks.")
strawberry.enum(AwayKind, description="ABSENCE: not there at all. DELEGATION: somebody else acts under these posts.")
strawberry.enum(Phase, description="The phases of the operating model: win the customer, the deal, and serve.")
