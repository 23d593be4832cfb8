"""The people service asked over signed calls: its internal fields `accountFacts` and `resolveApprovers`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tas.core.actor import Actor, service
from tas.core.codec import to_json

SELF = service("approval")
_FACTS = "query($accountId: ID!) { accountFacts(accountId: $accountId) }"
_RESOLVE = """query($rules: JSON!, $facts: JSON!, $asOf: DateTime!) {
  resolveApprovers(rules: $rules, facts: $facts, asOf: $asOf)
}"""


class Caller(Protocol):
    """The part of `kit.http.signed.SignedClient` that is used here. Raises the error tree."""

    async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]: ...


class RemoteOrganisation:
    """Holds `app.port.Organisation`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def account_facts(self, account_id: str) -> Mapping[str, Any]:
        data = await self._caller.graphql(_FACTS, {"accountId": account_id}, SELF)
        return dict(data["accountFacts"])

    async def resolve(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> Sequence[Mapping[str, Any]]:
        asked = {"rules": [dict(rule) for rule in rules], "facts": dict(facts), "asOf": to_json(as_of)}
        data = await self._caller.graphql(_RESOLVE, asked, SELF)
        return list(data["resolveApprovers"])
