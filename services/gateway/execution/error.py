"""Errors as the response carries them, and the one failure a subgraph call may end in."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from services.gateway.execution.selection import client_key

ErrorDict = dict[str, Any]

KEPT_EXTENSIONS = ("code", "class", "params", "field", "traceId")
"""What a subgraph may say beside its message; all else (stack traces, addresses) stays inside."""


Path = tuple["Path | None", str | int]
"""A place in the response: its parent's place and its own key, so that descending costs one tuple."""


def listed(path: Path | None) -> list[str | int]:
    """The path as the specification writes it, from the root."""
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    keys.reverse()
    return keys


class RequestError(Exception):
    """The request is refused before anything runs; the response has no `data`."""

    def __init__(self, errors: Sequence[ErrorDict], status: int = 400) -> None:
        super().__init__(errors[0]["message"] if errors else "")
        self.errors = list(errors)
        self.status = status


class SubgraphFailure(Exception):
    """A subgraph gave no GraphQL response. The message names no address."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refusal(code: str, message: str, status: int = 400, **params: str | int) -> RequestError:
    """One coded refusal of a request; `params` fill the code's words in other languages."""
    extensions: ErrorDict = {"code": code, "params": params} if params else {"code": code}
    return RequestError([{"message": message, "extensions": extensions}], status)


def coded(errors: Sequence[GraphQLError], code: str) -> list[ErrorDict]:
    """The specification's own errors (syntax, validation, variables) with a code."""
    return [{**error.formatted, "extensions": {**(error.extensions or {}), "code": code}} for error in errors]


def from_subgraph(error: Mapping[str, Any], path: list[str | int] | None) -> ErrorDict:
    """A subgraph's error at the client's path, which is given in fetched keys. The error's locations speak of another
    document and are dropped."""
    message = error.get("message")
    found = error.get("extensions")
    extensions = {key: found[key] for key in KEPT_EXTENSIONS if key in found} if isinstance(found, dict) else {}
    extensions.setdefault("code", "SUBGRAPH_ERROR")
    moved: ErrorDict = {"message": message if isinstance(message, str) else "The service reported an error."}
    if path is not None:
        moved["path"] = [client_key(key) for key in path]
    moved["extensions"] = extensions
    return moved


Place = tuple[str | int, ...]


class ErrorLog:
    """The errors of one execution. A null that an earlier error explains is not reported a second time."""

    LIMIT = 200

    def __init__(self) -> None:
        self.errors: list[ErrorDict] = []
        self._at: set[Place] = set()
        self._above: set[Place] = set()

    def add(self, error: ErrorDict) -> None:
        """Keeps the error, up to a bound: a failed batch of a thousand entities says so two hundred times."""
        if len(self.errors) >= self.LIMIT:
            return
        self.errors.append(error)
        if error.get("path"):
            place = tuple(error["path"])
            self._at.add(place)
            self._above.update(place[:length] for length in range(1, len(place)))

    def at(self, path: Path | None, message: str, code: str) -> None:
        """An error found while completing the value at `path`, unless one above or below it explains it already."""
        place = listed(path)
        if not self._explained(tuple(place)):
            self.add({"message": message, "path": place, "extensions": {"code": code}})

    def _explained(self, place: Place) -> bool:
        return place in self._above or any(place[:length] in self._at for length in range(1, len(place) + 1))
