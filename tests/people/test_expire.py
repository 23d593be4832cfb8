"""A verification that is over: recorded and evaluated again once, whoever finds it out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.people.app.container import People
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.expire import expire_verification
from services.people.app.verify import VALID_FOR, take_chain
from tas.contracts.chain import Outcome
from tas.contracts.people import Verification
from tas.core.actor import service
from tas.core.errors import Missing, Unavailable
from tests.support.account import MDS, chain_end, code_of, drafted, stands, verified
from tests.support.people import NOW, ask, codes, command, fake_people


def later(people: People, by: timedelta) -> People:
    return replace(people, now=lambda: NOW + by)


OVER = VALID_FOR + timedelta(days=1)


@pytest.mark.parametrize("filing_first", [True, False])
async def test_it_expires_once_by_the_timer_or_by_a_filing(filing_first: bool) -> None:
    people, store = fake_people()
    id = await verified(people)
    after = later(people, OVER)
    for first in (filing_first, not filing_first):
        if first:
            await ensure_account(after, AccountAsked(code_of(1), "Acme Tools", "East", "x"), command("again"))
        else:
            assert await expire_verification(after, id) is not filing_first
    types = [event.type for entry in await store.entries(f"account/{id}", 0, 99) for event in entry.events]
    assert types.count("AccountVerificationExpired") == 1 and types.count("AccountEvaluationRequested") == 1
    assert (await stands(people, id)).verification is Verification.PENDING
    await take_chain(people, chain_end(id, 3, Outcome.APPROVED, "TAS_1_2", NOW + OVER))
    assert (await stands(people, id)).verification is Verification.VERIFIED
    assert await expire_verification(after, id) is False, "the old timer finds a new verification"
    assert await expire_verification(later(people, OVER + OVER), id) is True


async def test_before_its_last_day_has_passed_nothing_happens() -> None:
    people, _ = fake_people()
    id, draft = await verified(people), await drafted(people, "Beta", 2)
    for account in (id, draft):
        assert await expire_verification(later(people, VALID_FOR), account) is False
    # NOW is 17:00 in Shanghai: the last day ends seven hours after the year
    with pytest.raises(Unavailable, match="VERIFICATION_ENDS_SOON"):
        await expire_verification(later(people, VALID_FOR + timedelta(hours=6, minutes=59, seconds=30)), id)
    assert (await stands(people, id)).verification is Verification.VERIFIED
    with pytest.raises(Missing, match="ACCOUNT_UNKNOWN"):
        await expire_verification(people, "acc_none")


async def test_only_services_ask() -> None:
    people, _ = fake_people()
    id = await verified(people)
    query = "mutation($id: ID!) { expireVerification(accountId: $id) }"
    told = await ask(later(people, OVER), service("worker"), query, {"id": id}, caller="worker")
    assert told["data"]["expireVerification"] == {"expired": True}
    assert codes(await ask(people, MDS, query, {"id": id})) == ["INTERNAL_ONLY"]
