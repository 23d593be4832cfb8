"""Fields that only a service or the worker may ask, as itself: left out of the supergraph, refused to the gateway."""

from collections.abc import Callable
from typing import Any

from strawberry.extensions import FieldExtension

from kit.graphql.context import Context, Info
from kit.graphql.field import Decorator, mutation_field, resolved_field
from tas.core.errors import Forbidden


class Internal(FieldExtension):
    """Refuses everybody but a service that speaks as itself, before the resolver runs."""

    def resolve(self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any) -> Any:
        _refuse(info.context)
        return next_(source, info, **kwargs)

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any) -> Any:
        _refuse(info.context)
        return await next_(source, info, **kwargs)


def internal_field(*, description: str, name: str | None = None) -> Decorator:
    """A query field for services only."""
    return resolved_field(description=description, name=name, inaccessible=True, extensions=[Internal()])


def internal_mutation(*, description: str, name: str | None = None) -> Decorator:
    """A mutation for services only. Its refusals are GraphQL errors, which the signed client raises again."""
    return mutation_field(description=description, name=name, inaccessible=True, extensions=[Internal()])


def _refuse(context: Context[Any]) -> None:
    if not context.internal:
        raise Forbidden("INTERNAL_ONLY")
