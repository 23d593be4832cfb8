"""Refusals as problem details (RFC 9457), in the caller's language: from the error tree, from a GraphQL answer, and
from an input that does not have the described form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.gateway.api.entrance import Visit, begin_visit
from services.gateway.api.partner.model import FieldProblem, Problem
from services.gateway.api.partner.verdict import class_of
from services.gateway.api.status import headers_of, status_of
from services.gateway.execution.error import RequestError
from tas.core.errors import BY_NAME, Invalid, Missing, TasError, Unavailable
from tas.core.message import message

MEDIA = "application/problem+json"
TITLES: Mapping[int, tuple[str, str]] = {
    400: ("The request cannot be read", "请求无法识别"),
    401: ("Who is asking is not known", "身份未确认"),
    403: ("Not allowed", "无权执行此操作"),
    404: ("Not found", "未找到"),
    405: ("Method not served here", "不支持该请求方法"),
    408: ("Not sent in time", "请求发送超时"),
    409: ("The state says no", "与当前状态冲突"),
    413: ("Too large", "内容过大"),
    415: ("Media type not served here", "不支持的媒体类型"),
    422: ("The input cannot be accepted", "输入无法受理"),
    429: ("Too many requests", "请求过于频繁"),
    500: ("Something went wrong here", "系统内部错误"),
    503: ("Not available at the moment", "服务暂不可用"),
}
"""Status → its title in English and Chinese."""
FIELD_CODES = {"missing": "FIELD_REQUIRED", "extra_forbidden": "FIELD_UNKNOWN"}
"""Kind of complaint of the model → our code; any other is FIELD_INVALID."""
INPUT = "input"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error with its words; those that a subgraph chose are kept."""

    error: TasError
    words: str


@dataclass
class Refusal(Exception):
    """What a REST call is refused with: the first complaint tells code and status."""

    complaints: Sequence[Complaint]
    fields: bool = field(default=False)
    """Whether the complaints are about fields, to be listed."""


def refusal_of(error: TasError, locale: str) -> Refusal:
    """One error of the tree."""
    return Refusal([Complaint(error, message(error.code, error.params, locale))], fields=bool(error.field))


def refusal_of_input(problem: ValidationError, locale: str) -> Refusal:
    """A body or query that does not have the described form; one that is no JSON at all is malformed."""
    found = problem.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        reason = "The body is not JSON."
        return refusal_of(Invalid("MALFORMED_REQUEST", reason=reason), locale)
    errors: list[TasError] = [Invalid("INPUT_INVALID")]
    for one in found:
        path = tuple(str(step) for step in one["loc"])
        errors.append(Invalid(FIELD_CODES.get(one["type"], "FIELD_INVALID"), field=path))
    return Refusal([Complaint(error, message(error.code, error.params, locale)) for error in errors], fields=True)


def refusal_of_payload(errors: Iterable[Mapping[str, Any]]) -> Refusal:
    """Errors as data, of a mutation's payload: they carry no class, so the code tells it."""
    complaints = []
    for one in errors:
        kind = class_of(str(one["code"]))
        params = {str(name): value for name, value in (one.get("params") or {}).items()}
        error = kind(str(one["code"]), field=without_input(one.get("field") or ()), **params)
        complaints.append(Complaint(error, str(one["message"])))
    return Refusal(complaints, fields=True)


def refusal_of_answer(errors: Iterable[Mapping[str, Any]], trace_id: str, locale: str) -> Refusal:
    """Errors beside the data of a GraphQL answer. What has neither our code nor a class stays masked."""
    for one in errors:
        found = one.get("extensions") or {}
        kind = BY_NAME.get(str(found.get("class")))
        if kind is not None and found.get("code"):
            params = {str(name): value for name, value in (found.get("params") or {}).items()}
            error = kind(str(found["code"]), field=without_input(found.get("field") or ()), **params)
            return Refusal([Complaint(error, str(one["message"]))], fields=bool(error.field))
    return refusal_of(Unavailable("INTERNAL", trace=trace_id), locale)


def refusal_of_request(refused: RequestError, locale: str) -> Refusal:
    """A refusal of the transport or of the engine."""
    found = refused.errors[0]["extensions"]
    params = {"reason": str(refused.errors[0]["message"]), **found.get("params", {})}
    return refusal_of(Invalid(str(found["code"]), **params), locale)


def without_input(path: Sequence[Any]) -> tuple[str, ...]:
    """The path in the REST body: what GraphQL calls `input` is the whole body here."""
    steps = tuple(str(step) for step in path)
    return steps[1:] if steps[:1] == (INPUT,) else steps


def tell(refusal: Refusal, visit: Visit, more: Mapping[str, str] | None = None) -> Response:
    """The problem as a response."""
    first = refusal.complaints[0]
    status = status_of(first.error)
    listed = [one for one in refusal.complaints if one.error.code != "INPUT_INVALID"] if refusal.fields else []
    problem = Problem.model_construct(
        type=f"urn:tas:problem:{first.error.code}",
        title=TITLES[status][visit.locale == "zh-CN"],
        status=status,
        detail=first.words,
        code=first.error.code,
        trace_id=visit.trace_id,
        errors=[field_problem(one) for one in listed],
    )
    body = orjson.dumps(problem.model_dump(by_alias=True))
    headers = {**visit.headers, **headers_of(first.error), **(more or {})}
    return Response(body, status, headers, media_type=MEDIA)


def field_problem(complaint: Complaint) -> FieldProblem:
    error = complaint.error
    return FieldProblem.model_construct(
        field=".".join(error.field), code=error.code, message=complaint.words, params=dict(error.params)
    )


async def tell_http_exception(request: Request, problem: Exception) -> Response:
    """An address or method that no door serves."""
    visit = begin_visit(request)
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    found = {404: Missing("PATH_UNKNOWN"), 405: Invalid("METHOD_NOT_ALLOWED")}
    error = found.get(status) or Unavailable("INTERNAL", trace=visit.trace_id)
    more = dict(problem.headers or {}) if isinstance(problem, HTTPException) else {}
    return tell(refusal_of(error, visit.locale), visit, more)
