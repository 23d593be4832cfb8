"""The customer codes of the company: a number each, given once and in order."""

from dataclasses import dataclass, replace
from typing import Any

from kit.journal.aggregate import AggregateType, Decided
from kit.journal.entry import Entry
from tas.contracts.account import CustomerCodeIssued

COMPANY = "company"
"""The key of the one aggregate."""


@dataclass(frozen=True, slots=True)
class Codes:
    key: str
    last: int = 0


def decide_issue(state: Codes, account_id: str) -> Decided:
    """The next number. Answer: `{customerCode}`."""
    number = state.last + 1
    return Decided((CustomerCodeIssued(account_id, number),), {"customerCode": f"C{number:06d}"})


def evolve(state: Codes, event: Any, entry: Entry) -> Codes:
    """The codes after an event."""
    return replace(state, last=event.number) if isinstance(event, CustomerCodeIssued) else state


CUSTOMER_CODE: AggregateType[Codes] = AggregateType("customer-code", Codes, Codes, evolve)
