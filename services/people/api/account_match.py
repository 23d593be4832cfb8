"""Accounts that may be the same customer, as the graph shows them to employees."""

from strawberry import federation

from kit.graphql.context import Info
from services.people.api.account import Account, show_account
from services.people.api.enumeration import Likeness
from services.people.api.loader import find, find_all, loaders
from services.people.app.duplicate import duplicates_of


@federation.type(description="An account that may be the same customer.")
class AccountMatch:
    account: Account = federation.field(description="The account.")
    likeness: Likeness = federation.field(description="What the two have in common.")
    score: int = federation.field(description="How alike their names are, from 0 to 100.")


async def account_duplicates(info: Info, id: str) -> list[AccountMatch]:
    """Those that the reader sees, the most alike first; none for an account that the reader does not see."""
    account = await find(loaders(info).account, id)
    if account is None:
        return []
    found = await duplicates_of(info.context.app, account)
    seen = {one.id: one for one in await find_all(loaders(info).account, [match.id for match in found])}
    return [
        AccountMatch(account=show_account(info, seen[match.id]), likeness=match.likeness, score=match.score)
        for match in found
        if match.id in seen
    ]
