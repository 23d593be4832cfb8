"""GraphQL over HTTP, by its specification: what a request is, which media type answers it, with which status."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.execution.engine import GraphQLRequest
from services.gateway.execution.error import RequestError, refusal

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
SAFE_HEADERS = ("x-requested-with", "graphql-preflight", "apollo-require-preflight", "x-apollo-operation-name")


async def read_request(request: Request, max_bytes: int) -> GraphQLRequest:
    """The GraphQL request of a GET or POST. Raises RequestError with the status the transport gives."""
    if request.method == "GET":
        guard_cross_site(request)
        found: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if found.get(name):
                found[name] = decoded(str(found[name]).encode(), f"The parameter {name} is not JSON.")
            else:
                found.pop(name, None)
        return checked(found, only_queries=True)
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != JSON:
        raise refusal("UNSUPPORTED_MEDIA_TYPE", "The body has to be application/json.", 415)
    return checked(decoded(await read_body(request, max_bytes), "The body is not JSON."), only_queries=False)


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


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The body, up to the bound."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise refusal("BODY_TOO_LARGE", f"The body has more than {max_bytes} bytes.", 413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > max_bytes:
            raise refusal("BODY_TOO_LARGE", f"The body has more than {max_bytes} bytes.", 413)
    return bytes(body)


def decoded(raw: bytes, complaint: str) -> Any:
    try:
        return orjson.loads(raw)
    except ValueError:
        raise refusal("MALFORMED_REQUEST", complaint, 400) from None


def checked(found: Any, *, only_queries: bool) -> GraphQLRequest:
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
    if found.get("extensions") is not None and not isinstance(found["extensions"], dict):
        raise refusal("MALFORMED_REQUEST", "The extensions have to be an object.", 400)
    return GraphQLRequest(found["query"], name or None, variables or {}, only_queries)


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


def answer(result: Mapping[str, Any], media: str) -> Response:
    """A response to a request that was executed: 200, also with errors beside data."""
    return Response(orjson.dumps(result), 200, media_type=f"{media}; charset=utf-8")


def refused(error: RequestError, media: str) -> Response:
    """A request error. In the older media type a well-formed request is answered 200 even when the document is bad."""
    codes = {item.get("extensions", {}).get("code") for item in error.errors}
    status = 200 if media == JSON and codes <= DOCUMENT_CODES else error.status
    headers = {"allow": "POST"} if status == 405 else None
    return Response(orjson.dumps({"errors": error.errors}), status, headers, media_type=f"{media}; charset=utf-8")


DOCUMENT_CODES = frozenset(
    (
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "BAD_USER_INPUT",
        "OPERATION_UNKNOWN",
        "OPERATION_NAME_NEEDED",
    )
)
