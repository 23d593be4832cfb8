"""Strawberry's field decorators with types that a strict checker accepts. Services' own fields live in their `api`."""

from collections.abc import Callable
from typing import Any

from strawberry import federation
from strawberry.types.field import StrawberryField

Decorator = Callable[[Callable[..., Any]], StrawberryField]


def resolved_field(*, description: str, **more: Any) -> Decorator:
    """A field that a function resolves, on `Query` or any type. `more` is Strawberry's: name, shareable, requires …"""

    def decorate(resolver: Callable[..., Any]) -> Any:
        return federation.field(resolver=resolver, description=description, **more)

    return decorate


def mutation_field(*, description: str, **more: Any) -> Decorator:
    """A mutation. `more` is Strawberry's."""

    def decorate(resolver: Callable[..., Any]) -> Any:
        return federation.mutation(resolver=resolver, description=description, **more)

    return decorate
