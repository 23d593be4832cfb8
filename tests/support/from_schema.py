"""Documents and inputs made from a schema, so that what is added to it is asked for without anybody's help."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    Undefined,
    get_named_type,
    is_leaf_type,
)

from services.people.api import SCHEMA

ROOTS: Mapping[str, GraphQLObjectType] = {
    root.name: root for root in (SCHEMA._schema.query_type, SCHEMA._schema.mutation_type) if root is not None
}
DEEPEST = 4
"""So many types on the way to one: a connection, an edge, a page's thing, what hangs on it, and what on that."""
PLAIN: Mapping[str, Any] = {
    "String": "x", "Int": 1, "Float": 1.0, "Boolean": False, "Date": "2026-01-01", "DateTime": "2026-03-01T10:00:00Z",
    "Decimal": "1", "ID": "x", "JSON": {},
}  # fmt: skip


def home_of(thing: Any) -> str:
    """The module that a type or a field was written in; '' for what strawberry itself adds."""
    told = thing.extensions.get("strawberry-definition")
    if isinstance(thing, GraphQLField):
        resolver = getattr(told, "base_resolver", None)
        return str(resolver.wrapped_func.__module__) if resolver else ""
    return str(getattr(getattr(told, "origin", None), "__module__", ""))


def types_of(homes: Collection[str]) -> dict[str, set[str]]:
    """The object types written in these packages, each with its fields."""
    types = (one for one in SCHEMA._schema.type_map.values() if isinstance(one, GraphQLObjectType))
    return {one.name: set(one.fields) for one in types if home_of(one).startswith(tuple(homes))}


def roots_of(root: str, homes: Collection[str]) -> dict[str, GraphQLField]:
    """The root fields written in these packages."""
    return {name: one for name, one in ROOTS[root].fields.items() if home_of(one).startswith(tuple(homes))}


def select(type: Any, given: Mapping[str, str], seen: tuple[str, ...] = ()) -> str:
    """All that can be asked of a type, down to what was met before on the way or is too deep. `given`: arguments
    by field, for fields that cannot be asked without."""
    named = get_named_type(type)
    if is_leaf_type(named):
        return ""
    if named.name in seen or len(seen) > DEEPEST:
        return "{ id }" if "id" in named.fields else "{ __typename }"
    deeper = (*seen, named.name)
    parts = [
        f"{name}{given.get(name, '')} {select(field.type, given, deeper)}"
        for name, field in named.fields.items()
        if name in given or not any(_needed(one) for one in field.args.values())
    ]
    return "{ " + " ".join(parts) + " }"


def example(type: Any, name: str, choose: Callable[[str], Any]) -> Any:
    """A value of an input type: every input of an object that names somebody or something, and whatever is needed.
    `choose(name)` gives values by name; None leaves it to the type."""
    if isinstance(type, GraphQLNonNull):
        return example(type.of_type, name, choose)
    if isinstance(type, GraphQLList):
        return [example(type.of_type, name, choose)]
    if isinstance(type, GraphQLInputObjectType):
        wanted = {key: one for key, one in type.fields.items() if _needed(one) or choose(key) is not None}
        return {key: example(one.type, key, choose) for key, one in wanted.items()}
    chosen = choose(name)
    if chosen is not None:
        return chosen
    return next(iter(type.values)) if isinstance(type, GraphQLEnumType) else PLAIN[type.name]


def documents(
    kind: str, name: str, field: GraphQLField, given: Mapping[str, str], variables: Collection[str]
) -> list[str]:
    """Queries or mutations of one root field, all it gives, with these of its arguments as variables: one, or for a
    union one for each of its types."""
    told = ", ".join(f"${one}: {field.args[one].type}" for one in variables)
    used = ", ".join(f"{one}: ${one}" for one in variables)
    head = f"{kind.lower()}({told})" if told else kind.lower()
    root = f"{name}({used})" if used else name
    union = get_named_type(field.type)
    parts = [f"{{ ... on {one.name} {select(one, given)} }}" for one in getattr(union, "types", ())]
    return [f"{head} {{ {root} {part} }}" for part in parts or [select(field.type, given)]]


def combinations(pools: Mapping[str, Collection[Any]]) -> Iterator[dict[str, Any]]:
    """Every choice of one value for each name."""
    if not pools:
        yield {}
        return
    (name, values), rest = next(iter(pools.items())), dict(list(pools.items())[1:])
    for value in values:
        for more in combinations(rest):
            yield {name: value, **more}


def _needed(one: Any) -> bool:
    return isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined
