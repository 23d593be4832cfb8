"""Changes of parents and merges, one after the other: two at the same moment close no circle together. A change is
decided in the order, in which every earlier one stands with its account, and is then appended to its own account."""

from collections.abc import Awaitable, Callable
from typing import Any

from kit.journal.aggregate import Committed, Decided, Loaded
from kit.journal.command import Command, caused_command
from kit.journal.entry import Entry
from kit.journal.port import VersionTaken
from services.people.app.container import SELF, SERVICE, People
from services.people.domain.account import ACCOUNT, Account
from services.people.domain.account_change import require_mergeable, require_standing
from services.people.domain.group_order import COMPANY, GROUP_ORDER, GroupOrder
from tas.contracts.account import AccountFieldsDescribed, AccountMerged
from tas.contracts.group import GroupChangeDropped, GroupChangeOrdered
from tas.core.errors import TasError, Unavailable
from tas.core.event import record, revive
from tas.core.ids import aggregate_name, caused_command_id

ATTEMPTS = 32
Decide = Callable[[], Awaitable[Decided]]


async def change_group(people: People, account_id: str, command: Command, decide: Decide) -> Committed[Any]:
    """The entry of the account. `decide` looks at accounts on which every earlier change stands, and is asked again
    when another change comes in between. Raises what it raises, what the account refuses, BUSY."""
    for _ in range(ATTEMPTS):
        order = await people.ledger.load(GROUP_ORDER, COMPANY)
        await _settle_last(people, order)
        done = await people.ledger.answered(command)
        if done is not None:
            await people.ledger.settle(ACCOUNT, account_id)
            return done
        decided = await decide()
        ordered = _ordered(account_id, command, decided)
        turn = caused_command_id(command.key, SERVICE, "order-group-change", str(order.version))
        turning = caused_command(SELF, turn, people.now())
        try:
            await people.ledger.append_on(GROUP_ORDER, COMPANY, order, turning, (ordered,), {})
        except VersionTaken:
            continue
        return await _stand(people, ordered)
    raise Unavailable("BUSY", aggregate=aggregate_name(GROUP_ORDER.name, COMPANY))


async def take_group_order(people: People, entry: Entry) -> None:
    """Completes the last change, where the process that made it died in between. Doing it twice changes nothing."""
    await _settle_last(people, await people.ledger.load(GROUP_ORDER, COMPANY))


async def _settle_last(people: People, order: Loaded[GroupOrder]) -> None:
    if order.state.last is None:
        return
    try:
        await _stand(people, order.state.last)
    except Unavailable:
        raise
    except TasError:
        return  # its own caller is told why; the order has dropped it


async def _stand(people: People, ordered: GroupChangeOrdered) -> Committed[Any]:
    """Appends the change to its account, once. What the account refuses is dropped for good, and raised."""
    events = tuple(revive(one) for one in ordered.events)
    command = Command(ordered.command_key, ordered.digest, ordered.actor, ordered.at, ordered.on_behalf_of)

    def decide(account: Account) -> Decided:
        for event in events:
            if isinstance(event, AccountMerged):
                require_mergeable(account, "fromId")
            elif isinstance(event, AccountFieldsDescribed):
                require_standing(account)
        return Decided(events, dict(ordered.answer))

    try:
        return await people.ledger.execute(ACCOUNT, ordered.account_id, command, decide)
    except Unavailable:
        raise
    except TasError:
        await _drop(people, ordered)
        raise


async def _drop(people: People, ordered: GroupChangeOrdered) -> None:
    dropping = caused_command_id(ordered.command_key, SERVICE, "drop-group-change", str(ordered.at))
    event = GroupChangeDropped(ordered.account_id, ordered.command_key)
    command = caused_command(SELF, dropping, people.now())
    await people.ledger.execute(GROUP_ORDER, COMPANY, command, lambda _: Decided((event,), {}))


def _ordered(account_id: str, command: Command, decided: Decided) -> GroupChangeOrdered:
    return GroupChangeOrdered(
        account_id,
        command.key,
        command.digest,
        command.actor,
        command.on_behalf_of,
        command.at,
        tuple(record(event) for event in decided.events),
        decided.answer,
    )
