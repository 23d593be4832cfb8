"""The closed lists about personal data as GraphQL enumerations. Import them from here: what reads their bare form first
would make a second type of the same name."""

import strawberry

from services.people.app.privacy.import_person import Outcome
from services.people.app.privacy.likeness import Likeness
from services.people.domain.contact.erasure import ErasureStatus
from tas.contracts.privacy import ConsentBasis, ErasureReason, ExportFormat, ExportPurpose

__all__ = [
    "ConsentBasis", "ErasureReason", "ErasureStatus", "ExportFormat", "ExportPurpose", "Likeness", "Outcome",
]  # fmt: skip

strawberry.enum(ConsentBasis, description="What allows us to keep somebody's data.")
strawberry.enum(ErasureReason, description="Why somebody's data is erased.")
strawberry.enum(ErasureStatus, description="How far an erasure is; CONFIRMED stays for good.")
strawberry.enum(ExportFormat, description="CSV in UTF-8, or vCard 4.0.")
strawberry.enum(ExportPurpose, description="What an export of persons is for.")
strawberry.enum(Likeness, name="PersonLikeness", description="What two records of persons share.")
strawberry.enum(Outcome, name="ImportOutcome", description="What a row of an import came to.")
