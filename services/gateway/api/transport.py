"""GraphQL over HTTP, by its specification: what a request is, which media type answers it, with which status."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response

from kit.http.body import read_body
from services.gateway.execution.engine import GraphQLRequest
from services.gateway.execution.error import ErrorDict, refusal

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
CURSORS = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
"""What a header can carry unchanged; what the cursors mean is read by the subgraphs."""
LONGEST_CURSORS = 3_300
SAFE_HEADERS = ("x-requested-with", "graphql-preflight", "apollo-require-preflight", "x-apollo-operation-name")


class Asked(NamedTuple):
    """A request and the cursors of the changes it waits for (`extensions.after`), by commas."""

    request: GraphQLRequest
    after: str


async def read_request(request: Request, max_bytes: int) -> Asked:
    """The GraphQL request of a GET or POST. Raises RequestError with the status the transport gives, and Invalid for a
    body that cannot be had."""
    if request.method == "GET":
        guard_cross_site(request)
        found: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if found.get(name):
                found[name] = decoded(str(found[name]).encode(), f"The parameter {name} is not JSON.")
            else:
                found.pop(name, None)
        return checked(found, only_queries=True)
    require_json(request)
    return checked(decoded(await read_body(request, max_bytes), "The body is not JSON."), only_queries=False)


def require_json(request: Request) -> None:
    """Refuses a body that says it is anything but JSON in UTF-8. Raises RequestError 415."""
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    charset = re.search(r"charset\s*=\s*\"?([^\";\s]+)", parameters)
    if media.strip() != JSON or (charset and charset[1] not in ("utf-8", "utf8")):
        raise refusal("UNSUPPORTED_MEDIA_TYPE", "The body has to be application/json.", 415)


def guard_cross_site(request: Request) -> None:
    """A GET must carry something that a browser cannot send to another site without asking first."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if any(request.headers.get(name) for name in SAFE_HEADERS):
        return
    if media and media not in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
        return
    if "authorization" in request.headers or JSON in request.headers.get("accept", "") or wants_graphql(request):
        # A page of another site can send neither Authorization nor, from a form or image, such an Accept.
        return
    raise refusal("CSRF_GUARD", "A GET needs an Accept of JSON or the header GraphQL-Preflight.", 400)


def wants_graphql(request: Request) -> bool:
    return GRAPHQL_RESPONSE in request.headers.get("accept", "")


def decoded(raw: bytes, complaint: str) -> Any:
    try:
        return orjson.loads(raw)
    except ValueError:
        raise refusal("MALFORMED_REQUEST", complaint, 400) from None


def checked(found: Any, *, only_queries: bool) -> Asked:
    """The well-formed request; a list would be a batch, which is not served."""
    if isinstance(found, list):
        raise refusal("BATCHING_NOT_SUPPORTED", "Send one operation a request.", 400)
    if not isinstance(found, dict) or not isinstance(found.get("query"), str) or not found["query"]:
        raise refusal("MALFORMED_REQUEST", "The request has no query.", 400)
    variables, name = found.get("variables"), found.get("operationName")
    if variables is not None and not isinstance(variables, dict):
        raise refusal("MALFORMED_REQUEST", "The variables have to be an object.", 400)
    if name is not None and not isinstance(name, str):
        raise refusal("MALFORMED_REQUEST", "The operation name has to be text.", 400)
    extensions = found.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise refusal("MALFORMED_REQUEST", "The extensions have to be an object.", 400)
    request = GraphQLRequest(found["query"], name or None, variables or {}, only_queries)
    return Asked(request, cursors(extensions or {}))


def cursors(extensions: Mapping[str, Any]) -> str:
    """`after` of the extensions, fit for a header; "" when there is none. Raises RequestError CURSOR_MALFORMED."""
    after = extensions.get("after") or ""
    if after and not (isinstance(after, str) and len(after) <= LONGEST_CURSORS and CURSORS.fullmatch(after)):
        raise refusal("CURSOR_MALFORMED", "This is not the cursor of a change.", 400)
    return str(after)


def negotiated(accept: str) -> str | None:
    """The media type of the answer; None when the client takes neither. The first named of equal weight wins."""
    best, weight = None, 0.0
    for part in (accept or "*/*").split(","):
        media, _, rest = part.strip().partition(";")
        quality = quality_of(rest)
        kind = {GRAPHQL_RESPONSE: GRAPHQL_RESPONSE, JSON: JSON, "*/*": JSON, "application/*": JSON}.get(
            media.strip().lower()
        )
        if kind and quality > weight:
            best, weight = kind, quality
    return best


def quality_of(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def wants_page(request: Request) -> bool:
    """Whether a browser asks for something to look at."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "").lower()


def answer(result: Mapping[str, Any], media: str, headers: Mapping[str, str]) -> Response:
    """A response to a request that was executed: 200, also with errors beside data."""
    return Response(orjson.dumps(result), 200, dict(headers), media_type=f"{media}; charset=utf-8")


def refused(errors: Iterable[ErrorDict], status: int, media: str, headers: Mapping[str, str]) -> Response:
    """Request errors. In the older media type a well-formed request is answered 200 even when the document is bad."""
    listed = list(errors)
    if media == JSON and {error["extensions"]["code"] for error in listed} <= DOCUMENT_CODES:
        status = 200
    return Response(orjson.dumps({"errors": listed}), status, dict(headers), media_type=f"{media}; charset=utf-8")


DOCUMENT_CODES = frozenset(
    (
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "BAD_USER_INPUT",
        "OPERATION_UNKNOWN",
        "OPERATION_NAME_NEEDED",
    )
)
