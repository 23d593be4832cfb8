"""A subgraph's schema: Federation 2.9, documents parsed and validated once, limits before execution; and how one
request is executed. Transport, signatures and who asks live in `kit.http`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from kit.graphql.context import Context
from kit.graphql.error import write_error
from kit.graphql.limit import Limits, limit_rule
from tas.core.errors import Invalid, TasError
from tas.core.message import message
from tas.core.refusal import write_refusal

FEDERATION_VERSION: Final = "2.9"
"""The newest that the composition library takes."""
CACHED_DOCUMENTS = 512
QUERIES = (OperationType.QUERY, OperationType.MUTATION)


class SubgraphSchema(Schema):
    """Errors are written, and the unexpected ones logged, by `execute`; here they are left alone."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        return


def build_schema(
    query: type, mutation: type | None = None, types: Iterable[type] = (), limits: Limits | None = None
) -> SubgraphSchema:
    """The schema of a subgraph. `types` are entities and implementations that no field names."""
    limits = limits or Limits()
    rules = [limit_rule(limits)]
    return SubgraphSchema(
        query=query,
        mutation=mutation,
        types=types,
        federation_version=FEDERATION_VERSION,
        config=StrawberryConfig(disable_field_suggestions=True),
        extensions=[
            lambda: AddValidationRules(rules),
            lambda: MaxTokensLimiter(max_token_count=limits.tokens),
            lambda: ParserCache(maxsize=CACHED_DOCUMENTS),
            lambda: ValidationCache(maxsize=CACHED_DOCUMENTS),
        ],
    )


async def execute(schema: Schema, request: Mapping[str, Any], context: Context[Any]) -> dict[str, Any]:
    """Answers `{query, variables, operationName}` with `{data, errors}` as plain JSON values. Never raises for what
    the request says."""
    if not _readable(request):
        return _refused(Invalid("GRAPHQL_REQUEST"), context)
    try:
        result = await schema.execute(
            request["query"],
            variable_values=request.get("variables"),
            context_value=context,
            operation_name=request.get("operationName"),
            allowed_operation_types=QUERIES,
        )
    except InvalidOperationTypeError:
        return _refused(Invalid("GRAPHQL_INVALID", reason="no subscriptions here"), context)
    except RecursionError:  # the parser descends by recursion
        return _refused(Invalid("QUERY_TOO_LARGE", measure="depth", limit=Limits().depth), context)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [write_error(error, context.locale, context.trace_id) for error in result.errors]
    return answer


def refused_request(error: TasError, locale: str, trace_id: str) -> dict[str, Any]:
    """The answer to a request that is refused before anything is executed."""
    extensions = {**write_refusal(error), "traceId": trace_id}
    told = {"message": message(error.code, error.params, locale), "extensions": extensions}
    return {"data": None, "errors": [told]}


def _refused(error: TasError, context: Context[Any]) -> dict[str, Any]:
    return refused_request(error, context.locale, context.trace_id)


def _readable(request: Mapping[str, Any]) -> bool:
    query, variables, name = request.get("query"), request.get("variables"), request.get("operationName")
    shapes = isinstance(variables, Mapping | None) and isinstance(name, str | None)
    return isinstance(query, str) and bool(query) and shapes
