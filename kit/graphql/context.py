"""What a resolver knows of the call it answers. Who verified it lives in `kit.http`; what the actor may do is decided
in each service's `app`."""

from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import strawberry

from tas.core.actor import Actor, ActorKind

A = TypeVar("A")
GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Asking:
    """A verified call: who signed it (`caller`), who acts, in which language, under which trace."""

    caller: str
    actor: Actor
    locale: str
    trace_id: str


@dataclass(slots=True)
class Context(Generic[A]):
    """`app` is the service's container; `loaders` are its data loaders, made anew for each request."""

    asking: Asking
    app: A
    loaders: Any = None

    @property
    def actor(self) -> Actor:
        return self.asking.actor

    @property
    def locale(self) -> str:
        """`zh-CN` or `en`."""
        return self.asking.locale

    @property
    def trace_id(self) -> str:
        return self.asking.trace_id

    @property
    def internal(self) -> bool:
        """Whether a service or the worker asks, as itself: never the gateway, whoever it speaks for."""
        return (
            self.actor.kind is ActorKind.SERVICE
            and self.asking.caller == self.actor.id
            and self.asking.caller != GATEWAY
        )


Info: TypeAlias = strawberry.Info[Context[Any], None]
