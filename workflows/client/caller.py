"""What the typed clients need of a signed call. Implemented by kit's SignedClient and by the fakes of the tests."""

from collections.abc import Mapping
from typing import Any, Protocol

from tas.core.actor import Actor


class Caller(Protocol):
    """One service's GraphQL. Raises the service's own TasError again, or Unavailable."""

    async def graphql(self, query: str, variables: Mapping[str, Any], actor: Actor) -> dict[str, Any]: ...
