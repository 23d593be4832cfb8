"""Refusals as SCIM errors (RFC 7644 §3.12): a status, a type where the protocol has one, and words."""

from collections.abc import Mapping
from typing import Any

from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError, Unauthenticated, Unavailable
from tas.core.message import message

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
STATUS: Mapping[type[TasError], int] = {
    Invalid: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    Missing: 404,
    Conflict: 409,
    Unavailable: 503,
}
STATUS_OF_CODE: Mapping[str, int] = {
    "SCIM_VERSION": 412,
    "BODY_TOO_LARGE": 413,
    "CONTENT_TYPE": 415,
    "CONTENT_ENCODING": 415,
    "SCIM_METHOD": 405,
    "LINE_CIRCLE": 400,
    "EMPLOYEE_GONE": 400,
}
TYPE_OF_CODE: Mapping[str, str] = {
    "SCIM_FILTER": "invalidFilter",
    "SCIM_TOO_MANY": "tooMany",
    "SCIM_UNIQUE": "uniqueness",
    "SCIM_MUTABILITY": "mutability",
    "SCIM_PATH": "invalidPath",
    "SCIM_NO_TARGET": "noTarget",
    "SCIM_VALUE": "invalidValue",
    "SCIM_PATCH": "invalidSyntax",
    "SCIM_BODY": "invalidSyntax",
    "LINE_CIRCLE": "invalidValue",
    "EMPLOYEE_GONE": "invalidValue",
}


def status_of(refusal: TasError) -> int:
    return STATUS_OF_CODE.get(refusal.code) or STATUS.get(type(refusal), 400)


def write_scim_error(refusal: TasError, locale: str) -> dict[str, Any]:
    """The body of a refusal; `code` is the suite's own."""
    said = {
        "schemas": [ERROR],
        "status": str(status_of(refusal)),
        "detail": f"{refusal.code}: {message(refusal.code, refusal.params, locale)}",
    }
    kind = TYPE_OF_CODE.get(refusal.code)
    return said | ({"scimType": kind} if kind else {})
