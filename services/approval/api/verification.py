"""Whether a chain's record is what it says it is."""

from strawberry import federation

from services.approval.app.verify import Verified


@federation.type(description="Something wrong in a chain's record.")
class ChainFault:
    place: str = federation.field(description="The entry that it is about.")
    code: str = federation.field(description="EDITED, UNCHAINED, GAP or TRUNCATED.")


@federation.type(description="The chain's entries, each holding the hash of the one before, walked from the first.")
class ChainVerification:
    intact: bool = federation.field(description="Whether nothing is wrong.")
    entries: int = federation.field(description="How many entries were walked.")
    faults: list[ChainFault] = federation.field(description="What is wrong.")


def verification_of(verified: Verified) -> ChainVerification:
    faults = [ChainFault(place=fault.place, code=fault.code) for fault in verified.faults]
    return ChainVerification(intact=not faults, entries=verified.entries, faults=faults)
