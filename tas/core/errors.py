"""The one error tree. An error is a stable code, typed parameters and the path of the field it is about.

No transport lives here: GraphQL, HTTP, AMQP and Temporal each map this tree once, in `kit`.
Messages for people are in `messages.toml` beside this file, in zh-CN and en.
"""

from collections.abc import Mapping, Sequence


class TasError(Exception):
    """An expected refusal. `code` is stable; `params` fill the message; `field` is the input path it is about."""

    def __init__(self, code: str, *, field: Sequence[str] = (), **params: str | int | bool) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.field = tuple(field)
        self.params: Mapping[str, str | int | bool] = params


class Invalid(TasError):
    """The input cannot be meant (HTTP 422)."""


class Unauthenticated(TasError):
    """Nobody known is asking (HTTP 401)."""


class Forbidden(TasError):
    """Known, but not allowed (HTTP 403)."""


class Missing(TasError):
    """No such thing, or not for this reader (HTTP 404)."""


class Conflict(TasError):
    """Well meant, but the state says no (HTTP 409)."""


class Unavailable(TasError):
    """Try again: a part did not answer in time (HTTP 503)."""


class Refused(Exception):
    """Several refusals of one command, returned together."""

    def __init__(self, errors: Sequence[TasError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = tuple(errors)


BY_NAME: Mapping[str, type[TasError]] = {
    cls.__name__: cls for cls in (Invalid, Unauthenticated, Forbidden, Missing, Conflict, Unavailable)
}
