"""The gateway's own errors in the caller's language. The execution tells them in English with a code; a subgraph's
come in the caller's language already and are left alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway.execution.error import ErrorDict
from tas.core.errors import Invalid, TasError, Unavailable
from tas.core.message import message
from tas.core.refusal import write_refusal

INSIDE = frozenset(("INVALID_RESPONSE", "INTROSPECTION_FAILED"))
"""Codes of the gateway's own that stand beside data; any other there may be a subgraph's, whoever wrote it."""
UNAVAILABLE = frozenset(("SUBGRAPH_UNAVAILABLE", "SUBGRAPH_TIMEOUT", "SUBGRAPH_INVALID", "QUERY_NOT_PLANNED"))


def worded(errors: Iterable[ErrorDict], locale: str, trace_id: str) -> list[ErrorDict]:
    """The errors of a request that was refused, each of the gateway's own making."""
    return [own(error, locale, trace_id) for error in errors]


def worded_result(result: dict[str, Any], locale: str, trace_id: str) -> dict[str, Any]:
    """The response with the gateway's own errors in it translated, and a class where the code tells it."""
    errors = result.get("errors")
    if errors:
        result["errors"] = [inside(error, locale, trace_id) for error in errors]
    return result


def inside(error: ErrorDict, locale: str, trace_id: str) -> ErrorDict:
    code = error["extensions"].get("code")
    if code in INSIDE:
        return own(error, locale, trace_id)
    if code in UNAVAILABLE and "class" not in error["extensions"]:
        return {**error, "extensions": {"class": Unavailable.__name__, "traceId": trace_id, **error["extensions"]}}
    return error


def own(error: ErrorDict, locale: str, trace_id: str) -> ErrorDict:
    """In the caller's language; what the execution said is the reason in it, where the words have a place for one."""
    found: Mapping[str, Any] = error["extensions"]
    code, params = str(found["code"]), found.get("params", {})
    kind = Unavailable if code in UNAVAILABLE else Invalid
    words = message(code, {"reason": error["message"], **params}, locale)
    extensions = {"class": kind.__name__, "code": code, "params": params, "traceId": trace_id}
    return {**error, "message": words, "extensions": extensions}


def refused(error: TasError, locale: str, trace_id: str) -> ErrorDict:
    """One error of the tree as a GraphQL error, as the subgraphs write it."""
    extensions = {**write_refusal(error), "traceId": trace_id}
    return {"message": message(error.code, error.params, locale), "extensions": extensions}
