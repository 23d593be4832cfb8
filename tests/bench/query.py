"""A one-service query: through the gateway with a user's token, and straight to the subgraph with a signed call."""

import time
from statistics import median

from kit.auth.keys import read_key
from kit.auth.signature import Signer
from kit.http.signed import SignedClient
from services.people.domain.name import employee_id_of
from tas.core.actor import Actor, ActorKind
from tests.support.client import GraphClient
from tests.support.stage import CHANNEL_MANAGER, Stage

QUERY = "query Accounts($first: Int!) { accounts(first: $first) { nodes { id legalName region status } } }"
VARIABLES = {"first": 20}
CALLS = 100
READER = Actor(ActorKind.EMPLOYEE, employee_id_of(CHANNEL_MANAGER), ("CHM",))


async def through_gateway(client: GraphClient) -> float:
    """The median of a hundred calls, one after another, in milliseconds."""
    taken: list[float] = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await client.data(QUERY, VARIABLES)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


async def direct(client: SignedClient) -> float:
    """The same, as the gateway would call it."""
    taken: list[float] = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await client.graphql(QUERY, VARIABLES, READER)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def direct_client(stage: Stage) -> SignedClient:
    """Calls people with the gateway's own key."""
    signer = Signer(read_key(stage.suite.keys / "gateway.json"))
    return SignedClient((stage.suite.url("people"),), signer, 10)
