"""What every generated client inherits from: its calls are signed ones, as the worker itself.

The generator copies this file into each generated package; edit it in workflows/client only.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from tas.core.actor import service
from workflows.client.caller import Caller

WORKER = service("worker")


class SignedCalls:
    """One service's operations over signed calls. Raises the service's own TasError again, or Unavailable."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def execute(
        self, query: str, operation_name: str | None = None, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """The operation's data. A document holds one operation, so that its name says nothing more."""
        plain = {name: _plain(value) for name, value in (variables or {}).items()}
        return await self._caller.graphql(query, plain, WORKER)

    def get_data(self, response: dict[str, Any]) -> dict[str, Any]:
        return response


def _plain(value: object) -> object:
    """An input as JSON by the schema's own names; what was not said is left out."""
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True) if isinstance(value, BaseModel) else value
