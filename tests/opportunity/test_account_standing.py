"""What rests on an account here: registrations that hold their scope, opportunities, and how many scopes are held."""

import pytest

from services.opportunity.app.account_standing import account_standing
from services.opportunity.app.chain_outcome import apply_chain
from services.opportunity.app.file_registration import file_registration
from tas.contracts.chain import Outcome
from tas.core.actor import service
from tas.core.errors import Invalid
from tas.core.ids import natural_id
from tests.support.opportunity import ACME, BOLT, CHANNEL, REQUEST, Bench, ask, bench, codes, command_id, ended

ACCOUNT = natural_id("account", REQUEST.credit_code)


async def filed(suite: Bench, name: str = "a", actor: object = ACME) -> str:
    return (await file_registration(suite.deals, actor, command_id(name), None, REQUEST)).registration_id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "scopes", "opportunities"), [(None, 1, 0), (Outcome.APPROVED, 1, 1), (Outcome.REJECTED, 0, 0)]
)
async def test_what_holds_a_scope(outcome: Outcome | None, scopes: int, opportunities: int) -> None:
    suite = bench()
    id = await filed(suite)
    await filed(suite, "loser", BOLT)
    if outcome is not None:
        await apply_chain(suite.deals, ended(id, outcome))
    standing = (await account_standing(suite.deals, [ACCOUNT, "acc_none"]))[ACCOUNT]
    assert standing["registrations"] == ([id] if scopes else [])
    assert (standing["liveScopes"], len(standing["opportunities"]), standing["more"]) == (scopes, opportunities, False)


async def test_an_account_without_deals_holds_nothing() -> None:
    standing = await account_standing(bench().deals, ["acc_none"])
    assert standing == {"acc_none": {"registrations": [], "opportunities": [], "liveScopes": 0, "more": False}}
    with pytest.raises(Invalid, match="TOO_MANY_ITEMS"):
        await account_standing(bench().deals, ["a"] * 51)


async def test_a_list_that_lags_holds_no_scope() -> None:
    suite = bench()
    id = await filed(suite)
    row = dict(suite.store.states["registration", id])
    await apply_chain(suite.deals, ended(id, Outcome.REJECTED))
    suite.store.states["registration", id] = row
    assert (await account_standing(suite.deals, [ACCOUNT]))[ACCOUNT]["liveScopes"] == 0


async def test_it_is_told_to_services_alone() -> None:
    suite = bench()
    await filed(suite)
    query = "query($ids: [ID!]!) { accountStanding(accountIds: $ids) }"
    told = await ask(suite, service("people"), query, {"ids": [ACCOUNT]}, caller="people")
    assert told["data"]["accountStanding"][ACCOUNT]["liveScopes"] == 1
    assert codes(await ask(suite, CHANNEL, query, {"ids": [ACCOUNT]})) == ["INTERNAL_ONLY"]
