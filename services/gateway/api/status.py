"""The one mapping of the error tree to HTTP, used by every door: a status by class, and the headers that go with it."""

from collections.abc import Mapping

from kit.http.body import CLOSING
from tas.core.errors import Conflict, Forbidden, Invalid, Missing, TasError, Unauthenticated, Unavailable

BY_CLASS: Mapping[str, int] = {
    Invalid.__name__: 422,
    Unauthenticated.__name__: 401,
    Forbidden.__name__: 403,
    Missing.__name__: 404,
    Conflict.__name__: 409,
    Unavailable.__name__: 503,
}
BY_CODE: Mapping[str, int] = {
    "INTERNAL": 500,
    "RATE_LIMITED": 429,
    "PATH_UNKNOWN": 404,
    "METHOD_NOT_ALLOWED": 405,
    "BODY_TOO_LARGE": 413,
    "BODY_TOO_SLOW": 408,
    "BODY_CUT_OFF": 400,
    "CONTENT_ENCODING": 415,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "MALFORMED_REQUEST": 400,
    "IDEMPOTENCY_KEY_REQUIRED": 400,
    "IDEMPOTENCY_KEY_INVALID": 400,
}
"""Where HTTP has a more exact word than the tree."""
RETRY_SECONDS = 1


def status_of(error: TasError) -> int:
    """The status that tells this error."""
    return BY_CODE.get(error.code) or BY_CLASS[type(error).__name__]


def headers_of(error: TasError) -> dict[str, str]:
    """`WWW-Authenticate` (RFC 6750) of a 401, `Retry-After` in seconds of what may be asked again, `Connection` where
    the rest of a body is not waited for."""
    status = status_of(error)
    if status == 401:
        # A request without a token is only told the scheme (RFC 6750 §3.1).
        why = "" if error.code == "TOKEN_REQUIRED" else ', error="invalid_token"'
        return {"www-authenticate": f'Bearer realm="tas"{why}'}
    if status in (429, 503):
        return {"retry-after": str(error.params.get("seconds", RETRY_SECONDS))}
    if error.code in CLOSING:
        return {"connection": "close"}
    return {}
