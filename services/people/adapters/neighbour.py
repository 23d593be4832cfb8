"""The opportunity and approval services asked over signed calls: their internal fields `accountStanding` and
`runningChains`, `approvedChains`. Where a part of people runs without them, asking them says so."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services.people.app.container import SELF
from services.people.app.port import DealStanding
from tas.core.actor import Actor
from tas.core.errors import Unavailable

_STANDING = "query($accountIds: [ID!]!) { accountStanding(accountIds: $accountIds) }"
_APPROVED = "query($type: String!, $ids: [ID!]!) { approvedChains(type: $type, ids: $ids) }"
_RUNNING = "query($type: String!, $ids: [ID!]!) { runningChains(type: $type, ids: $ids) }"


class Caller(Protocol):
    """The part of `kit.http.signed.SignedClient` that is used here. Raises the error tree."""

    async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]: ...


class RemoteDeals:
    """Holds `app.port.DealSource`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def of_accounts(self, account_ids: Sequence[str]) -> Mapping[str, DealStanding]:
        data = await self._caller.graphql(_STANDING, {"accountIds": list(account_ids)}, SELF)
        return {
            id: DealStanding(
                tuple(told["registrations"]), tuple(told["opportunities"]), int(told["liveScopes"]), bool(told["more"])
            )
            for id, told in data["accountStanding"].items()
        }


class RemoteChains:
    """Holds `app.port.ChainSource`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def running(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        data = await self._caller.graphql(_RUNNING, {"type": subject_type, "ids": list(subject_ids)}, SELF)
        return [str(id) for id in data["runningChains"]]

    async def approved(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        data = await self._caller.graphql(_APPROVED, {"type": subject_type, "ids": list(subject_ids)}, SELF)
        return [str(id) for id in data["approvedChains"]]


class NoContracts:
    """Holds `app.port.ContractSource` as long as no service of the suite holds contracts."""

    async def of_accounts(self, account_ids: Sequence[str], first: int) -> Sequence[str]:
        return ()


class NoDeals:
    """Holds `app.port.DealSource` where nothing asks it: an import."""

    async def of_accounts(self, account_ids: Sequence[str]) -> Mapping[str, DealStanding]:
        raise Unavailable("NEIGHBOUR_AWAY", service="opportunity")


class NoChains:
    """Holds `app.port.ChainSource` where nothing asks it."""

    async def running(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        raise Unavailable("NEIGHBOUR_AWAY", service="approval")

    async def approved(self, subject_type: str, subject_ids: Sequence[str]) -> Sequence[str]:
        raise Unavailable("NEIGHBOUR_AWAY", service="approval")
