"""The contact map's closed lists as GraphQL enumerations. Import them from here: what reads their bare form first would
make a second type of the same name."""

import strawberry

from services.people.domain.contact.coaching import FindingCode, Health
from tas.contracts.contact_term import (
    Adaptability,
    BuyingRole,
    Confidentiality,
    Coverage,
    Direction,
    Measure,
    Orientation,
    PersonStatus,
    PoliticalStatus,
    RelationLevel,
    Support,
    TieKind,
    TieVisibility,
    TouchKind,
    TouchOutcome,
)

__all__ = [
    "Adaptability", "BuyingRole", "Confidentiality", "Coverage", "Direction", "FindingCode", "Health", "Measure",
    "Orientation", "PersonStatus", "PoliticalStatus", "RelationLevel", "Support", "TieKind", "TieVisibility",
    "TouchKind", "TouchOutcome",
]  # fmt: skip

strawberry.enum(Adaptability, description="How somebody takes to what is new.")
strawberry.enum(BuyingRole, description="What part somebody has in the decision.")
strawberry.enum(Confidentiality, description="RESTRICTED: that somebody is known at all is for the account's circle.")
strawberry.enum(Coverage, description="How much contact we have.")
strawberry.enum(Direction, description="Whether a tie runs one way or both.")
strawberry.enum(FindingCode, description="What a coach finds in a decision chain.")
strawberry.enum(Health, description="RED: no supportive key player; AMBER: some; GREEN: one who decides or approves.")
strawberry.enum(Measure, description="What is assessed of a key person, 0–5 each.")
strawberry.enum(Orientation, description="What somebody decides by.")
strawberry.enum(PersonStatus, description="Whether somebody works at their account.")
strawberry.enum(PoliticalStatus, description="How near to power somebody is; key players are those of the first two.")
strawberry.enum(RelationLevel, description="What one of our people is to somebody.")
strawberry.enum(Support, description="How somebody stands to us in a deal.")
strawberry.enum(TieKind, description="What connects two people.")
strawberry.enum(TieVisibility, description="HIDDEN_LINE: for the circle of the person's account only.")
strawberry.enum(TouchKind, description="How our people and theirs met.")
strawberry.enum(TouchOutcome, description="What a touch did for us.")
