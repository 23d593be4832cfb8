"""Why a filing came second, in words that never name who holds the scope."""

from datetime import date

from strawberry import federation

from tas.contracts import opportunity as contract
from tas.core.message import message


@federation.type(description="Why a filing came second. It never tells who came first.")
class ConflictReason:
    code: str = federation.field(description="The stable code: SCOPE_AWAITS_DECISION or SCOPE_PROTECTED.")
    message: str = federation.field(description="What to tell a person, in the language of the request.")
    until: date = federation.field(description="The day by which the scope may be open again.")


def reason_of(reason: contract.ConflictReason | None, locale: str) -> ConflictReason | None:
    """The reason in the caller's language; None when the filing was accepted."""
    if reason is None:
        return None
    words = message(reason.code, {"until": reason.until.isoformat()}, locale)
    return ConflictReason(code=reason.code, message=words, until=reason.until)
