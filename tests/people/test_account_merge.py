"""Merging accounts: nothing is lost, old ids and codes name the account that stays, and no live scope changes hands."""

from dataclasses import replace

import pytest

from kit.journal.command import Command, user_command
from services.people.app.account import survivor
from services.people.app.container import People
from services.people.app.ensure import AccountAsked, ensure_account
from services.people.app.fact import account_facts
from services.people.app.impact import impact_of
from services.people.app.merge import merge_accounts, take_merge
from services.people.app.port import DealStanding
from services.people.domain.account_state import AccountStatus
from tas.contracts.account import CoreField
from tas.core.actor import Actor
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, Unavailable
from tests.support.account import AM, MDS, ask_for, asked, code_of, drafted, stands, verified
from tests.support.people import NOW, FakeDeals, ask, command, fake_people


def said(id: str = "m", actor: Actor = MDS) -> Command:
    return user_command(actor, id, [], NOW)


async def pair(people: People) -> tuple[str, str]:
    return await verified(people, "Acme Tools", 1), await verified(people, "Acme Tool", 2)


async def test_old_ids_and_codes_name_the_account_that_stays() -> None:
    people, store = fake_people()
    gone, stays = await pair(people)
    before = [entry for entry in store.by_id.values() if entry.aggregate == f"account/{gone}"]
    await merge_accounts(people, said(), gone, stays, "one company")
    await merge_accounts(people, said(), gone, stays, "one company")
    account, old = await stands(people, stays), await stands(people, gone)
    assert (account.absorbed, old.merged_into, old.status) == ((gone,), stays, AccountStatus.MERGED)
    assert old.legal_name == "Acme Tools" and all(store.by_id[entry.id] == entry for entry in before)
    assert (await survivor(people, gone)).id == stays
    answer = await ensure_account(people, AccountAsked(code_of(1), "X", None, "f"), command("again"))
    assert (answer["accountId"], answer["created"]) == (stays, False)
    facts = await account_facts(people, gone)
    assert facts == await account_facts(people, stays)
    assert (facts["account.similar"], facts["account.duplicate"]) == (False, False)


async def test_a_merge_cut_off_is_completed_by_the_services_own_consumer() -> None:
    people, store = fake_people()
    gone, stays = await pair(people)
    done = await merge_accounts(people, said(), gone, stays, "one company")
    entry = await store.entry(done.aggregate, done.version)
    assert entry is not None
    count = len(store.by_id)
    await take_merge(people, entry)
    assert len(store.by_id) == count and (await stands(people, stays)).absorbed == (gone,)


async def test_merges_in_a_row_end_at_the_last() -> None:
    people, _ = fake_people()
    one, two = await pair(people)
    three = await verified(people, "Acme Toolz", 3)
    await merge_accounts(people, said("1"), one, two, "one company")
    await merge_accounts(people, said("2"), two, three, "one company")
    assert [(await survivor(people, id)).id for id in (one, two, three)] == [three] * 3
    with pytest.raises(Conflict, match="MERGE_SAME"):
        await merge_accounts(people, said("3"), three, one, "one company")
    with pytest.raises(Conflict, match="ACCOUNT_MERGED"):
        await merge_accounts(people, said("4"), one, three, "one company")


@pytest.mark.parametrize(
    ("going", "staying", "code"),
    [(0, 0, None), (0, 2, None), (1, 0, "MERGE_OTHER_WAY"), (1, 1, "MERGE_SCOPES_BOTH")],
)
async def test_live_scopes_do_not_change_hands(going: int, staying: int, code: str | None) -> None:
    people, _ = fake_people()
    gone, stays = await pair(people)
    standings = {gone: DealStanding(live_scopes=going), stays: DealStanding(live_scopes=staying)}
    people = replace(people, deals=FakeDeals(standings))
    if code is None:
        await merge_accounts(people, said(), gone, stays, "one company")
        assert (await stands(people, gone)).merged_into == stays
        return
    with pytest.raises(Conflict, match=code):
        await merge_accounts(people, said(), gone, stays, "one company")
    assert (await stands(people, gone)).merged_into is None


async def test_what_else_a_merge_refuses() -> None:
    people, _ = fake_people()
    gone, stays = await pair(people)
    with pytest.raises(Forbidden, match="POST_REQUIRED"):
        await merge_accounts(people, said(actor=AM), gone, stays, "one company")
    with pytest.raises(Missing, match="ACCOUNT_UNKNOWN"):
        await merge_accounts(people, said(), gone, "acc_none", "one company")
    with pytest.raises(Missing, match="ACCOUNT_UNKNOWN"):
        await merge_accounts(people, said(), "acc_none", stays, "one company")
    with pytest.raises(Invalid, match="MERGE_REASON"):
        await merge_accounts(people, said(), gone, stays, " ")
    with pytest.raises(Unavailable):
        await merge_accounts(replace(people, deals=FakeDeals(away=True)), said(), gone, stays, "one company")
    await ask_for(people, gone, asked((CoreField.INDUSTRY, "retail")))
    with pytest.raises(Conflict, match="MERGE_UNDER_CHANGE"):
        await merge_accounts(people, said(), gone, stays, "one company")


async def test_a_merged_account_is_seen_by_its_id_alone_with_where_it_went() -> None:
    people, _ = fake_people()
    gone, stays = await pair(people)
    child = await drafted(people, "A subsidiary", 5)
    await merge_accounts(people, said(), gone, stays, "one company")
    query = "query($id: ID!) { account(id: $id) { id status mergedInto { id absorbed { id } } } accounts(first: 9) { nodes { id } } }"  # noqa: E501
    data = (await ask(people, AM, query, {"id": gone}))["data"]
    assert data["account"] == {"id": gone, "status": "MERGED", "mergedInto": {"id": stays, "absorbed": [{"id": gone}]}}
    assert {one["id"] for one in data["accounts"]["nodes"]} == {stays, child}


async def test_what_rested_on_the_merged_account_rests_on_the_other() -> None:
    people, _ = fake_people()
    gone, stays = await pair(people)
    await merge_accounts(people, said(), gone, stays, "one company")
    standings = {gone: DealStanding(opportunities=("opp_1",)), stays: DealStanding(opportunities=("opp_2",))}
    impact = await impact_of(replace(people, deals=FakeDeals(standings)), await stands(people, stays))
    assert set(impact.opportunities) == {"opp_1", "opp_2"}
