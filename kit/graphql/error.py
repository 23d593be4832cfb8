"""Errors of the one tree as GraphQL: data in a mutation's payload, an entry of `errors` with extensions elsewhere.
What is not expected is logged with its stack and told as INTERNAL with the trace id, nothing more."""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry import federation

from kit.graphql.value import JSON
from tas.core.errors import Invalid, Refused, TasError, Unavailable
from tas.core.message import message
from tas.core.refusal import write_refusal

T = TypeVar("T")
_TOKENS = re.compile(r"more than (\d+) tokens")
log = logging.getLogger("tas.graphql")


@federation.type(shareable=True, description="An expected refusal, as data.")
class UserError:
    code: str = federation.field(description="The stable code, in UPPER_SNAKE.")
    message: str = federation.field(description="What to tell a person, in the language of the request.")
    field: list[str] = federation.field(description="The path of the input field it is about; empty when about none.")
    params: JSON = federation.field(description="What the message was filled with.")


async def run(work: Callable[[], Awaitable[T]], locale: str) -> tuple[T | None, list[UserError]]:
    """Does a mutation's work; an expected refusal comes back as data, anything else is raised on.

    result, errors = await run(lambda: file(app, command), info.context.locale)
    """
    try:
        return await work(), []
    except (TasError, Refused) as refusal:
        return None, user_errors(refusal, locale)


def user_errors(refusal: TasError | Refused, locale: str) -> list[UserError]:
    """The refusals as data, in the language given."""
    return [
        UserError(
            code=error.code,
            message=message(error.code, error.params, locale),
            field=list(error.field),
            params=dict(error.params),
        )
        for error in _each(refusal)
    ]


def write_error(error: GraphQLError, locale: str, trace_id: str) -> dict[str, Any]:
    """One error of a GraphQL answer: message, locations, path, extensions `{code, class, field, params, traceId}`."""
    cause = _cause(error)
    answer: dict[str, Any] = {}
    if error.locations:
        answer["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        answer["path"] = list(error.path)
    if isinstance(cause, TasError | Refused):
        refusals = _each(cause)
    elif cause is None:
        refusals = [_malformed(error)]
    else:
        log.error("unexpected error at %s", error.path, exc_info=cause)
        refusals = [Unavailable("INTERNAL", trace=trace_id)]
    first, *others = refusals
    extensions = {**write_refusal(first), "traceId": trace_id}
    if others:
        extensions["others"] = [write_refusal(other) for other in others]
    return {"message": message(first.code, first.params, locale), **answer, "extensions": extensions}


def _each(refusal: TasError | Refused) -> Sequence[TasError]:
    return [refusal] if isinstance(refusal, TasError) else refusal.errors


def _cause(error: GraphQLError) -> BaseException | None:
    """What a resolver raised, or None when the document itself is at fault."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _malformed(error: GraphQLError) -> TasError:
    told = error.extensions or {}
    if "limit" in told:
        return Invalid("QUERY_TOO_LARGE", measure=str(told["measure"]), limit=int(told["limit"]))
    tokens = _TOKENS.search(error.message) if isinstance(error, GraphQLSyntaxError) else None
    if tokens:
        return Invalid("QUERY_TOO_LARGE", measure="tokens", limit=int(tokens[1]))
    code = "GRAPHQL_SYNTAX" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_INVALID"
    return Invalid(code, reason=error.message[:500])
