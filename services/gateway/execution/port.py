"""What the execution asks of the outside: to call a subgraph for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tas.core.actor import ANONYMOUS, Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, in which language, after which changes, and under which trace (W3C traceparent)."""

    actor: Actor = ANONYMOUS
    locale: str = "en"
    after: str = ""
    traceparent: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class SubgraphCaller(Protocol):
    """Posts one GraphQL body to a subgraph and returns the decoded response object.

    Raises SubgraphFailure when there is none: unreachable, too slow, too large, or not GraphQL."""

    async def call(self, service: str, body: bytes, asking: Asking) -> dict[str, Any]: ...
