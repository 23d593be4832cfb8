"""Opened keys, kept for a moment: few, briefly, and forgotten with the person. Another replica's erasure is known here
when the moment is over at the latest."""

from collections import OrderedDict
from collections.abc import Callable

from kit.privacy.cipher import Key

MOST_KEYS = 2_000
SECONDS = 30.0


class KeyCache:
    """At most `most` keys, the least recently used go first, none for longer than `seconds`."""

    def __init__(self, clock: Callable[[], float], most: int = MOST_KEYS, seconds: float = SECONDS) -> None:
        self._clock = clock
        self._most = most
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, Key]] = OrderedDict()

    def get(self, person: str) -> Key | None:
        kept = self._kept.get(person)
        if kept is None:
            return None
        until, key = kept
        if until <= self._clock():
            self.forget(person)
            return None
        self._kept.move_to_end(person)
        return key

    def put(self, person: str, key: Key) -> None:
        self._kept[person] = (self._clock() + self._seconds, key)
        self._kept.move_to_end(person)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, person: str) -> None:
        self._kept.pop(person, None)
