"""The enumerations of the contracts as GraphQL types."""

from strawberry import federation

from tas.contracts import opportunity as contract

RegistrationStatus = federation.enum(
    contract.RegistrationStatus,
    name="RegistrationStatus",
    description="Where a registration stands. RETURNED waits for the partner's corrections; ACTIVE is protected.",
)
FilingVerdict = federation.enum(
    contract.Verdict,
    name="FilingVerdict",
    description="The conflict check's word: ACCEPTED holds the scope, CONFLICT came second.",
)
