"""What rests on an account: registrations and opportunities, members of its group, persons, contracts, and chains that
run on any of these or were approved."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from services.people.app.container import People
from services.people.domain.account_state import Account
from tas.contracts.account import Impact
from tas.contracts.contact_term import PersonStatus

MOST = 100
"""Of each kind, that an impact list names."""
Chains = Callable[[str, Sequence[str]], Awaitable[Sequence[str]]]


async def impact_of(people: People, account: Account) -> Impact:
    """The list as of now. Raises Unavailable when a service that holds a part of it does not answer."""
    ids = (account.id, *account.absorbed)
    standing = await people.deals.of_accounts(ids)
    registrations = [one for id in ids for one in standing[id].registrations]
    opportunities = [one for id in ids for one in standing[id].opportunities]
    subjects = {"account": ids, "registration": registrations[:MOST], "opportunity": opportunities[:MOST]}
    found = {
        "registrations": registrations,
        "opportunities": opportunities,
        "children": await people.directory.children(ids, MOST + 1),
        "persons": await _persons(people, ids),
        "contracts": await people.contracts.of_accounts(ids, MOST + 1),
        "chains": await _chains(people.chains.running, subjects),
        "approved": await _chains(people.chains.approved, subjects),
    }
    more = any(len(some) > MOST for some in found.values()) or any(standing[id].more for id in ids)
    return Impact(**{kind: tuple(some[:MOST]) for kind, some in found.items()}, more=more)


async def _chains(ask: Chains, subjects: Mapping[str, Sequence[str]]) -> list[str]:
    found = [one for type, ids in subjects.items() if ids for one in await ask(type, ids)]
    return list(dict.fromkeys(found))


async def _persons(people: People, account_ids: Sequence[str]) -> list[str]:
    """Who works there now. Ids only: what is told of a person is decided where persons are read."""
    everybody = (await people.mirror.read()).person.values()
    return sorted(one.id for one in everybody if one.status is PersonStatus.ACTIVE and one.account_id in account_ids)
