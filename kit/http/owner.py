"""An owner's journal read over signed calls: the other side of `kit.graphql.feed`."""

from collections.abc import Sequence
from typing import Any

from kit.http.signed import SignedClient
from kit.journal.entry import Entry
from kit.journal.seal import entry_from_json
from tas.core.actor import Actor


class RemoteOwner:
    """`kit.journal.port.OwnerFeed` over `<owner>Feed` and `<owner>Entries`, asked as `actor`. Raises what the client
    raises; KeyError, ValueError or TypeError when an answer holds no entries."""

    def __init__(self, client: SignedClient, owner_service: str, actor: Actor) -> None:
        self._client = client
        self._actor = actor
        self._feed, self._entries = f"{owner_service}Feed", f"{owner_service}Entries"

    async def entries(self, aggregate: str, after: int, first: int) -> Sequence[Entry]:
        query = (
            "query Entries($aggregate: String!, $after: Int!, $first: Int!)"
            f" {{ {self._entries}(aggregate: $aggregate, after: $after, first: $first) }}"
        )
        rows = await self._ask(query, self._entries, {"aggregate": aggregate, "after": after, "first": first})
        return [entry_from_json(row) for row in rows]

    async def feed(self, after: int, first: int) -> Sequence[tuple[int, Entry]]:
        query = f"query Feed($after: Int!, $first: Int!) {{ {self._feed}(after: $after, first: $first) }}"
        rows = await self._ask(query, self._feed, {"after": after, "first": first})
        return [(int(row["position"]), entry_from_json(row["entry"])) for row in rows]

    async def _ask(self, query: str, field: str, variables: dict[str, Any]) -> list[Any]:
        rows = (await self._client.graphql(query, variables, self._actor))[field]
        if not isinstance(rows, list):
            raise ValueError(f"{field} is not a list")
        return rows
