"""Events: frozen dataclasses with a name and a payload version, registered so that the journal can read them for years.

    @event(version=1)
    @dataclass(frozen=True, slots=True)
    class RegistrationFiled: ...

An old payload is lifted to the newest version by upcasters: `@upcaster("RegistrationFiled", 1)` takes the JSON of
version 1 and gives that of version 2. One committed sample per version is folded by a test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tas.core.codec import Json, from_json, to_json

T = TypeVar("T")
Upcast = Callable[[dict[str, Json]], dict[str, Json]]

_CLASSES: dict[str, tuple[type[Any], int]] = {}
_UPCASTS: dict[tuple[str, int], Upcast] = {}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it is stored and sent: name, payload version, payload."""

    type: str
    version: int
    data: dict[str, Json]


def event(*, version: int) -> Callable[[type[T]], type[T]]:
    """Registers an event class under its own name with the version of its payload."""

    def register(cls: type[T]) -> type[T]:
        known = _CLASSES.get(cls.__name__)
        if known is not None and known[0].__module__ != cls.__module__:
            raise ValueError(f"two event classes are called {cls.__name__}")
        _CLASSES[cls.__name__] = (cls, version)
        return cls

    return register


def upcaster(type: str, version: int) -> Callable[[Upcast], Upcast]:
    """Registers the step from `version` to the next one of the event called `type`."""

    def register(step: Upcast) -> Upcast:
        _UPCASTS[type, version] = step
        return step

    return register


def record(event: object) -> Recorded:
    """An event object as its stored form."""
    name = type(event).__name__
    _, version = _CLASSES[name]
    data = to_json(event)
    assert isinstance(data, dict)
    return Recorded(name, version, data)


def revive(recorded: Recorded) -> Any:
    """A stored event as an object of its class, lifted through every upcaster on the way."""
    cls, newest = _CLASSES[recorded.type]
    data = recorded.data
    for version in range(recorded.version, newest):
        data = _UPCASTS[recorded.type, version](data)
    return from_json(cls, data)


def knows(type: str) -> bool:
    """Whether this code has an event class of that name."""
    return type in _CLASSES


def known_events() -> dict[str, int]:
    """Every registered event name with its newest payload version."""
    return {name: version for name, (_, version) in _CLASSES.items()}
