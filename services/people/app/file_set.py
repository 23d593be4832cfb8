"""Which files an import works on: those that are given, and for what they say nothing about a standard set."""

from collections.abc import Mapping

from services.people.domain.sheet.partner import PARTNER_FILE, USER_FILE
from services.people.domain.sheet.team import POST_FILE

WHOLE = ((POST_FILE,), (PARTNER_FILE, USER_FILE))
"""What customer data usually lacks, in groups that only make sense together: partners and who logs in for them."""


def filled_up(given: Mapping[str, bytes], standard: Mapping[str, bytes]) -> dict[str, bytes]:
    """The given files, and from the standard set each group of which none is given. Accounts, teams and a pipeline are
    never filled up: two organisations would be mixed."""
    lacking = [name for group in WHOLE if not any(name in given for name in group) for name in group]
    return {name: standard[name] for name in lacking if name in standard} | dict(given)
