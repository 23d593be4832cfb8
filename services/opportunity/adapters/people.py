"""The people service asked over signed calls: its internal fields `partnerStanding` and `ensureAccount`."""

from collections.abc import Mapping
from typing import Any, Protocol

from services.opportunity.app.container import SELF
from services.opportunity.domain.filing import Standing
from tas.core.actor import Actor
from tas.core.errors import Missing

SOURCE = "partner-filing"
_STANDING = "query($partnerId: ID!) { partnerStanding(partnerId: $partnerId) }"
_ENSURE = "mutation($input: EnsureAccountInput!) { ensureAccount(input: $input) { accountId } }"


class Caller(Protocol):
    """The part of `kit.http.signed.SignedClient` that is used here. Raises the error tree."""

    async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]: ...


class RemotePeople:
    """Holds `app.port.PartnerDirectory`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def partner_standing(self, partner_id: str) -> Standing | None:
        try:
            data = await self._caller.graphql(_STANDING, {"partnerId": partner_id}, SELF)
        except Missing:
            return None
        told = data["partnerStanding"]
        if told is None:
            return None
        return Standing(bool(told["active"]), tuple(told["productLines"]), tuple(told["regions"]))

    async def ensure_account(self, command_id: str, credit_code: str, legal_name: str, region: str) -> str:
        asked = {
            "commandId": command_id,
            "creditCode": credit_code,
            "legalName": legal_name,
            "region": region,
            "source": SOURCE,
        }
        data = await self._caller.graphql(_ENSURE, {"input": asked}, SELF)
        return str(data["ensureAccount"]["accountId"])
