"""Which account a credit code names: claimed by the first entry of `credit-code/CODE`, and never changed."""

from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import AggregateType
from kit.journal.entry import Entry
from tas.contracts.people import CreditCodeClaimed


@dataclass(frozen=True, slots=True)
class Claim:
    """`account_id` is None while nobody has claimed the code. The rest is what a drafted account is made from."""

    credit_code: str
    account_id: str | None = None
    legal_name: str = ""
    source: str = ""
    region: str | None = None
    event_id: str = ""


def evolve(state: Claim, event: Any, entry: Entry) -> Claim:
    """The claim after an event; later claims of a claimed code change nothing."""
    if isinstance(event, CreditCodeClaimed) and state.account_id is None:
        return replace(
            state,
            account_id=event.account_id,
            legal_name=event.legal_name,
            source=event.source,
            region=event.region,
            event_id=entry.event_id(0),
        )
    return state


CREDIT_CODE: AggregateType[Claim] = AggregateType("credit-code", Claim, Claim, evolve)
