"""A refusal as JSON, for where an exception cannot travel: results of Temporal Updates, details of its errors."""

from collections.abc import Mapping
from typing import Any

from tas.core.errors import BY_NAME, TasError, Unavailable


def write_refusal(error: TasError) -> dict[str, Any]:
    """`{"class", "code", "field", "params"}`."""
    return {
        "class": type(error).__name__,
        "code": error.code,
        "field": list(error.field),
        "params": dict(error.params),
    }


def read_refusal(body: Mapping[str, Any]) -> TasError:
    """The error again, of the same class; an unknown class (a newer release's) becomes Unavailable."""
    kind = BY_NAME.get(str(body.get("class")), Unavailable)
    return kind(str(body["code"]), field=tuple(body.get("field", ())), **body.get("params", {}))
