"""E-mail addresses, asked of the people service over a signed call whenever something is sent."""

from collections.abc import Mapping, Sequence

from services.approval.adapters.people import SELF, Caller

_ADDRESSES = "query($employeeIds: [ID!]!) { mailAddresses(employeeIds: $employeeIds) }"


class RemoteAddresses:
    """Holds `app.side.port.Addresses`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def of(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        data = await self._caller.graphql(_ADDRESSES, {"employeeIds": list(person_ids)}, SELF)
        return {str(id): str(address) for id, address in dict(data["mailAddresses"]).items() if address}
