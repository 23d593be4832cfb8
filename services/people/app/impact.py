"""What rests on an account: registrations and opportunities, members of its group, chains that run on any of these."""

from services.people.app.container import People
from services.people.domain.account_state import Account
from tas.contracts.account import Impact

MOST = 100
"""Of each kind, that an impact list names."""


async def impact_of(people: People, account: Account) -> Impact:
    """The list as of now. Raises Unavailable when a service that holds a part of it does not answer."""
    ids = (account.id, *account.absorbed)
    standing = await people.deals.of_accounts(ids)
    registrations = [one for id in ids for one in standing[id].registrations]
    opportunities = [one for id in ids for one in standing[id].opportunities]
    children = await people.directory.children(ids, MOST + 1)
    chains = [
        *await people.chains.running("account", ids),
        *(await people.chains.running("registration", registrations[:MOST]) if registrations else ()),
    ]
    more = any(len(some) > MOST for some in (registrations, opportunities, children, chains))
    return Impact(
        registrations=tuple(registrations[:MOST]),
        opportunities=tuple(opportunities[:MOST]),
        children=tuple(children[:MOST]),
        chains=tuple(chains[:MOST]),
        more=more or any(standing[id].more for id in ids),
    )
