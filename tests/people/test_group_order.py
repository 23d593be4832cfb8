"""Two changes of the group structure at the same moment close no circle together, and a change whose process died is
completed, or dropped, before the next one is looked at."""

import asyncio

import pytest

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command, user_command
from services.people.app.account import load_account
from services.people.app.container import SELF, People
from services.people.app.describe import describe_account
from services.people.app.group_order import change_group, take_group_order
from services.people.app.merge import merge_accounts
from services.people.app.verify import take_chain
from services.people.domain.account import ACCOUNT
from services.people.domain.account_change import Wanted, decide_description
from services.people.domain.group_order import COMPANY, GROUP_ORDER
from tas.contracts.account import AccountFieldsDescribed, CoreField, FieldChange
from tas.contracts.chain import Outcome
from tas.contracts.group import GroupChangeOrdered
from tas.core.errors import Conflict
from tas.core.event import record
from tests.support.account import AM, MDS, ask_for, asked, chain_end, drafted, stands, verified
from tests.support.people import NOW, fake_people


async def parents(people: People, *ids: str) -> list[str | None]:
    return [(await load_account(people, id)).parent_account_id for id in ids]


async def test_two_descriptions_at_once_close_no_circle() -> None:
    for turn in range(10):
        people, _ = fake_people()
        one, other = await drafted(people, "Alpha", 1), await drafted(people, "Beta", 2)
        done = await asyncio.gather(
            describe_account(people, user_command(MDS, f"a{turn}", [], NOW), one, [Wanted(CoreField.PARENT, other)]),
            describe_account(people, user_command(AM, f"b{turn}", [], NOW), other, [Wanted(CoreField.PARENT, one)]),
            return_exceptions=True,
        )
        assert [one.code for one in done if isinstance(one, Conflict)] == ["GROUP_CIRCLE"], done
        assert sorted(await parents(people, one, other), key=bool)[0] is None


async def test_two_approved_changes_at_once_close_no_circle() -> None:
    people, _ = fake_people()
    one, other = await verified(people, "Alpha", 1), await verified(people, "Beta", 2)
    first = await ask_for(people, one, asked((CoreField.PARENT, other)))
    second = await ask_for(people, other, asked((CoreField.PARENT, one)))
    ends = [
        chain_end(one, first, Outcome.APPROVED, "TAS_1_3"),
        chain_end(other, second, Outcome.APPROVED, "TAS_1_3"),
    ]
    await asyncio.gather(*(take_chain(people, end) for end in (*ends, *ends)))
    assert sum(parent is not None for parent in await parents(people, one, other)) == 1
    opened = [(await stands(people, id)).open_changes for id in (one, other)]
    assert opened == [(), ()], "the other one is closed"


async def test_two_accounts_are_not_merged_into_each_other_at_once() -> None:
    people, _ = fake_people()
    one, other = await verified(people, "Alpha", 1), await verified(people, "Beta", 2)
    done = await asyncio.gather(
        merge_accounts(people, user_command(MDS, "m1", [], NOW), one, other, "the same"),
        merge_accounts(people, user_command(MDS, "m2", [], NOW), other, one, "the same"),
        return_exceptions=True,
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1, done
    gone = [(await stands(people, id)).merged_into for id in (one, other)]
    assert gone.count(None) == 1


@pytest.mark.parametrize("by_consumer", [True, False])
async def test_a_change_whose_process_died_is_completed_first(by_consumer: bool) -> None:
    people, _ = fake_people()
    one, other = await drafted(people, "Alpha", 1), await drafted(people, "Beta", 2)
    command = user_command(MDS, "died", [], NOW)
    event = AccountFieldsDescribed(one, (FieldChange(CoreField.PARENT, None, other),))
    ordered = GroupChangeOrdered(one, command.key, command.digest, MDS, None, NOW, (record(event),), {"accountId": one})
    turn = caused_command(SELF, "turn", NOW)
    done = await people.ledger.execute(GROUP_ORDER, COMPANY, turn, lambda _: Decided((ordered,), {}))
    assert await parents(people, one) == [None]
    if by_consumer:
        entry = await people.store.entry(done.aggregate, done.version)
        assert entry is not None
        await take_group_order(people, entry)
        await take_group_order(people, entry)
    else:
        with pytest.raises(Conflict, match="GROUP_CIRCLE"):
            await describe_account(people, user_command(AM, "next", [], NOW), other, [Wanted(CoreField.PARENT, one)])
    assert await parents(people, one, other) == [other, None]
    again = await describe_account(people, command, one, [Wanted(CoreField.PARENT, other)])
    assert again.replayed and again.aggregate == f"account/{one}"


async def test_what_the_account_refuses_is_dropped_and_never_comes_back() -> None:
    people, _ = fake_people()
    one, other = await drafted(people, "Alpha", 1), await drafted(people, "Beta", 2)
    command = user_command(AM, "late", [], NOW)

    async def decide() -> Decided:
        found = decide_description(await stands(people, one), [Wanted(CoreField.PARENT, other)])
        await take_chain(people, chain_end(one, 1, Outcome.APPROVED, "TAS_1_2"))  # in between
        return found

    with pytest.raises(Conflict, match="CORE_FIELD_LOCKED"):
        await change_group(people, one, command, decide)
    assert (await people.ledger.load(GROUP_ORDER, COMPANY)).state.last is None
    await describe_account(people, user_command(MDS, "after", [], NOW), other, [Wanted(CoreField.PARENT, one)])
    assert await parents(people, one, other) == [None, one]
    assert (await people.ledger.load(ACCOUNT, one)).version == 2
