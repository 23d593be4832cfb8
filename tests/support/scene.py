"""Where one registration stands in the suite, seen from outside: journals, feeds and Temporal, all by exact key.

Every id of its way follows from the client's command id, so a test can wait for a step before anybody has told it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from kit.journal.command import sha256
from kit.journal.entry import Entry
from kit.journal.seal import entry_from_json
from kit.mongo.client import Client as StoreClient
from kit.mongo.client import connect, database
from kit.mongo.feed import MongoFeed
from kit.mongo.journal import MongoStore
from services.opportunity.domain.scope import scope_key
from services.people.domain.name import account_id_of_code
from tas.contracts.topic import chain_workflow_id, protection_workflow_id
from tas.core.ids import caused_id, derive, make_id

SERVICES = ("opportunity", "people", "approval")


@dataclass(frozen=True, slots=True)
class Way:
    """The aggregates that one accepted filing passes through, for a customer whom nobody knew."""

    credit_code: str
    scope: str
    registration: str
    chain: str

    @property
    def account(self) -> str:
        return account_id_of_code(self.credit_code)


def way_of(owner: str, command_id: str, credit_code: str, product_line: str, region: str) -> Way:
    """From what the client knows: whose command it is, its id, and the scope it asked for."""
    registration = make_id("registration", derive("registration", sha256(f"{owner}\x1f{command_id}")))
    chain = caused_id("chain", f"registration/{registration}@1#0", "submit-TAS_2_2")
    scope = scope_key(account_id_of_code(credit_code), product_line, region)
    return Way(credit_code, scope, registration, chain)


class Scene:
    """Reads the three journals and Temporal beside the running suite. It writes nothing."""

    def __init__(self, mongodb_url: str, name: str, temporal: Client) -> None:
        self._client: StoreClient = connect(mongodb_url)
        self._stores = {one: MongoStore(database(self._client, f"{name}_{one}")) for one in SERVICES}
        self._feeds = {one: MongoFeed(database(self._client, f"{name}_{one}")) for one in SERVICES}
        self._databases = {one: database(self._client, f"{name}_{one}") for one in (*SERVICES, "workflows")}
        self._temporal = temporal

    async def entry(self, service: str, aggregate: str, version: int) -> Entry | None:
        return await self._stores[service].entry(aggregate, version)

    async def fed(self, service: str, aggregate: str, version: int) -> bool:
        return await self._feeds[service].position_of(f"{aggregate}@{version}") is not None

    async def handled(self, service: str, consumer: str, aggregate: str) -> int:
        """The last version that a service's consumer recorded; `consumer` as in `Subscription.consumer`."""
        row = await self._databases[service]["handled"].find_one({"_id": f"{consumer}|{aggregate}"})
        return int(row["at"]) if row else 0

    async def leader(self, service: str) -> str:
        """The replica that holds the relay's lease, by the owner it wrote; '' when none is known."""
        rows = await self._databases[service]["lease"].find({"service": service}).to_list(100)
        newest = max(rows, key=lambda row: int(row["epoch"]), default=None)
        return str(newest["owner"]) if newest else ""

    async def entries(self) -> Sequence[Entry]:
        """Every entry of the three journals."""
        found: list[Entry] = []
        for one in SERVICES:
            rows = self._databases[one]["journal"].find({})
            found += [entry_from_json(row["entry"]) async for row in rows]
        return found

    async def unfed(self) -> int:
        """How many entries the relays have still to carry."""
        counts = [await self._databases[one]["journal"].count_documents({"fed": False}) for one in SERVICES]
        return sum(counts)

    async def parked(self) -> list[str]:
        """Aggregates that some consumer has set aside."""
        found: list[str] = []
        for one in self._databases.values():
            found += [f"{row['consumer']} {row['aggregate']}: {row['reason']}" async for row in one["parked"].find({})]
        return found

    async def events_of(self, workflow_id: str) -> list[str]:
        """The types of a run's history events; [] when there is no run yet."""
        try:
            history = await self._temporal.get_workflow_handle(workflow_id).fetch_history()
        except RPCError:
            return []
        return [event.WhichOneof("attributes") or "" for event in history.events]

    async def chain_events(self, way: Way) -> list[str]:
        return await self.events_of(chain_workflow_id(way.chain))

    async def protection_events(self, way: Way) -> list[str]:
        return await self.events_of(protection_workflow_id(way.registration))

    def close(self) -> None:
        self._client.close()
